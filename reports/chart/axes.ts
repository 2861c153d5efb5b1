/**
 * The axes that several figures share.
 *
 * @module
 */

import type { Row, Scale } from "./chart.ts";

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

/** Labels of an axis over decades: numbers of many digits as 1e+10. */
const DECADES = {
  format: "~g",
  labelExpr: "datum.label && (datum.value < 1e-4 || datum.value >= 1e5) " +
    "? format(datum.value, '~e') : datum.label",
};

/**
 * The vertical axis of a quantity: given a field, the channel that shows it.
 *
 * @param title The quantity and its unit, e.g. "Error (%)"; null for none.
 * @param options.narrow Whether the values span less than a decade. There Vega labels only some of the
 *   ticks of a logarithmic axis, at times none; with this it labels all that there is room for.
 * @param options.decades Whether the quantity may span many decades.
 */
export function verticalAxis(
  title: string | null,
  scale: Scale,
  { narrow = false, decades = false }: { narrow?: boolean; decades?: boolean } = {},
) {
  const labels = narrow
    ? { labelExpr: "format(datum.value, '~g')" }
    : decades
    ? DECADES
    : { format: "~g" };
  return (field: string) => ({
    field,
    type: "quantitative",
    title,
    scale: scale === "log"
      ? { type: "log", nice: false, padding: 8 }
      : { type: "linear", zero: true },
    axis: scale === "log" ? { ...labels, tickCount: 5 } : { tickCount: 6 },
  });
}

/** Whether what a panel draws on a logarithmic axis spans less than a decade. */
export function isNarrow(rows: readonly Row[], panel: string): boolean {
  const values = rows.filter((row) => row.panel === panel)
    .flatMap(({ mean, lower, upper }) => [mean, lower, upper].map(Number))
    .filter((value) => value > 0);
  return Math.max(...values) < 10 * Math.min(...values);
}
