/**
 * What a chart shows of the seeds around a mean: bands, or a line for each.
 *
 * @module
 */

/**
 * "interval": the 95 % interval of the mean; "range": from the least value to the largest; "seeds": a
 * thin line through the values of each seed.
 */
export type Band = "interval" | "range" | "seeds";

/** What stands for no band in specs and on pages. */
export const NO_BAND = "none";

/** Name of the parameter of a spec that holds the {@link Band}. */
export const BAND_PARAMETER = "band";

/** The bands as a reader picks them. */
export const BAND_TITLES: Readonly<Record<Band, string>> = {
  interval: "95 % interval",
  range: "least to largest",
  seeds: "every seed",
};

/** How the subtitle of a chart goes on after its curves. */
const IN_WORDS: Readonly<Record<Band | typeof NO_BAND, string>> = {
  interval: ", band: 95 % t interval",
  range: ", band: least to largest",
  seeds: ", thin lines: every seed",
  none: "",
};

/** The line below a chart's title: what its curves are, and what stands around them. */
export function subtitle(
  { curves }: { readonly curves: string },
  band: Band | typeof NO_BAND,
): string {
  return curves + IN_WORDS[band];
}
