/**
 * Panels of a chart that have an axis each, unlike the panels of a facet.
 *
 * @module
 */

/** The size and the layers of a panel. */
export interface PanelOptions {
  readonly width: number;
  readonly height: number;
  readonly layer: readonly object[];
}

/** One panel of a `concat` spec: it draws the rows whose field `panel` is its name. */
export function panelView(panel: string, options: PanelOptions) {
  return {
    title: { text: panel, fontSize: 13, offset: 10 },
    transform: [{ filter: { field: "panel", equal: panel } }],
    ...options,
  };
}
