/**
 * The settings of a run in words, to tell which curves of two sets are the same experiment.
 *
 * @module
 */

import { optimizerTitle } from "../chart/optimizers.ts";
import { count } from "../format.ts";
import type { RuleSpec, RunSpec } from "../results.ts";

/**
 * What each field of a spec says, those first that people tell curves apart by; an empty text where there
 * is nothing to say. What may differ between two runs of one experiment says nothing: seed, engine, hash
 * of the data, and the text of a formula, which may be written anew.
 */
const WORDS: { readonly [Field in keyof Required<RunSpec>]: (spec: RunSpec) => string[] } = {
  data: ({ data }) => [data.name],
  sizes: ({ sizes }) => [sizes.join("-")],
  optimizer: ({ optimizer: { successor, ...rule } }) => [
    ...ruleWords({ ...rule, name: optimizerTitle(rule.name) }),
    successor === undefined
      ? ""
      : `after ${successor.after} epochs ${ruleWords(successor.rule).filter(Boolean).join(", ")}`,
  ],
  initialization: ({ initialization }) => [initialization],
  keep: ({ keep }) => [keep === undefined ? "" : `units kept with ${keep}`],
  maxNorm: ({ maxNorm }) => [maxNorm === undefined ? "" : `max-norm ${maxNorm}`],
  loss: ({ loss }) => [loss],
  batchSize: ({ batchSize }) => [`batch ${batchSize}`],
  epochs: ({ data, epochs }) => [
    `${count(epochs)} epochs`,
    `${count(data.train)} training examples`,
    `${count(data.validation)} held out`,
    `${count(data.test)} test examples`,
    data.transforms.join("; "),
  ],
  zeroErrorEpochs: ({ zeroErrorEpochs }) => [`ended after ${zeroErrorEpochs} without errors`],
  format: () => [],
  norms: () => [],
  terms: () => [],
  seed: () => [],
  engine: () => [],
};

/** The settings of a run, a text for each, the data set first: of all runs as many. */
export function settingsOf(spec: RunSpec): string[] {
  return Object.values(WORDS).flatMap((words) => words(spec));
}

/** Name, step size, other hyper-parameters, schedules, path geometry. */
function ruleWords({ name, geometry, hyper: { lr, ...others }, schedule }: RuleSpec): string[] {
  const pairs = (values: Readonly<Record<string, string | number>>, sign: string) =>
    Object.entries(values).map(([name, value]) => `${name}${sign}${value}`).sort().join(", ");
  return [
    name,
    lr === undefined ? "" : `step ${lr}`,
    pairs(others, " "),
    pairs(schedule, " = "),
    geometry === undefined ? "" : `path geometry, p = ${geometry.p}`,
  ];
}

/**
 * Names that tell settings apart: of each the data set and as few of the others as are needed; the same
 * where all settings are.
 */
export function namesOf(all: readonly (readonly string[])[]): string[] {
  let names = all.map(([dataset]) => dataset);
  const columns = Math.max(0, ...all.map((settings) => settings.length));
  for (let column = 1; column < columns; column++) {
    const longer = names.map((name, i) => [name, all[i][column]].filter(Boolean).join(", "));
    if (new Set(longer).size > new Set(names).size) names = longer;
  }
  return names;
}
