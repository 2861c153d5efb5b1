/**
 * Panels of a chart. Each has axes of its own.
 *
 * @module
 */

/** The place, the size and the layers of a panel. */
export interface PanelOptions {
  /** Its place in the chart, from 0. */
  readonly index: number;
  readonly width: number;
  readonly height: number;
  readonly layer: readonly object[];
}

/** One panel of a `concat` spec: it draws the rows whose field `panel` is its name. */
export function panelView(panel: string, { index, ...view }: PanelOptions) {
  return {
    name: viewName(index),
    title: { text: panel, fontSize: 13, offset: 10 },
    transform: [{ filter: { field: "panel", equal: panel } }],
    ...view,
  };
}

/** What Vega calls the horizontal scale of a panel. */
export function horizontalScale(index: number): string {
  return `${viewName(index)}_x`;
}

/** What Vega calls the vertical scale of a panel. */
export function verticalScale(index: number): string {
  return `${viewName(index)}_y`;
}

function viewName(index: number): string {
  return `panel${index}`;
}
