/**
 * The axes that several figures share.
 *
 * @module
 */

import type { Scale } from "./chart.ts";
import { verticalScale } from "./panels.ts";

const WIDTH_LABEL = "datum.value % 1024 === 0 ? datum.value / 1024 + 'K' : datum.value";

/**
 * The horizontal axis of widths H: base-2 logarithm, one tick a width, labelled as in the paper:
 * 4, 8, …, 512, 1K, 2K, 4K.
 *
 * @param widths Ascending, at least one.
 */
export function widthAxis(widths: readonly number[]) {
  const [least, widest] = [widths[0], widths[widths.length - 1]];
  // Given in full, so that layers without rows have no say; a single width gets room on both sides.
  const domain = least < widest ? [least, widest] : [least / 2, 2 * least];
  return {
    field: "H",
    type: "quantitative",
    title: "Number of hidden units H",
    scale: { type: "log", base: 2, domain, nice: false, padding: 10 },
    axis: { values: [...widths], labelExpr: WIDTH_LABEL, grid: false, labelOverlap: "greedy" },
  } as const;
}

/** The horizontal axis of epochs. */
export const epochAxis = {
  field: "epoch",
  type: "quantitative",
  title: "Epoch",
  scale: { zero: false, nice: false, padding: 8 },
  axis: { grid: false, tickCount: 8, tickMinStep: 1, format: "d" },
} as const;

/** A number as an axis over decades has it: one of many digits as 1e+10. */
const DECADES = "datum.value < 1e-4 || datum.value >= 1e5 " +
  "? format(datum.value, '~e') : format(datum.value, '~g')";

/**
 * The vertical axis of a quantity in a panel: given a field, the channel that shows it.
 *
 * Of the ticks of a logarithmic axis Vega labels only some, and where the axis spans less than a decade
 * at times none. There, all are labelled that there is room for.
 *
 * @param title The quantity and its unit, e.g. "Error (%)"; null for none.
 * @param options.panel Place of the panel in the chart, from 0.
 * @param options.decades Whether the quantity may span many decades.
 */
export function verticalAxis(
  title: string | null,
  scale: Scale,
  { panel, decades = false }: { panel: number; decades?: boolean },
) {
  const text = decades ? DECADES : "format(datum.value, '~g')";
  const domain = `domain('${verticalScale(panel)}')`;
  const isNarrow = `${domain}[1] < 10 * ${domain}[0]`;
  const labels = { tickCount: 5, labelExpr: `datum.label || ${isNarrow} ? ${text} : ''` };
  return (field: string) => ({
    field,
    type: "quantitative",
    title,
    scale: scale === "log"
      ? { type: "log", nice: false, padding: 8 }
      : { type: "linear", zero: true },
    axis: scale === "log" ? labels : { tickCount: 6 },
  });
}
