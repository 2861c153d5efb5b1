/**
 * The runs of S's experiment in the order that figures and claims read them: S's methods, SGD at
 * further step sizes, and what varies S's setting.
 *
 * @module
 */

import { optimizerTitle } from "../chart/optimizers.ts";
import { type Comparison, comparisons, type Contender } from "../comparison/comparison.ts";
import type { FigureResult, RunResult, RunSpec } from "../results.ts";

/** What the variants vary. */
export const VARIANT_KINDS = ["momentum", "switch", "weight-decay", "depth", "width"] as const;

/** What a variant varies. */
export type VariantKind = typeof VARIANT_KINDS[number];

/** All that was run on one data set. Each part is a comparison for itself. */
export interface Study {
  /** The methods at S's step size. */
  readonly methods: Comparison;
  /** SGD at all its step sizes, ascending; S's is among them. */
  readonly steps: Comparison;
  /** S's methods again where they are a variant's yardstick, then what varies them. */
  readonly variants: readonly { readonly kind: VariantKind; readonly comparison: Comparison }[];
}

/** S's own methods that stand beside a variant, and how its curves are told apart. */
const VARIANTS: Readonly<
  Record<VariantKind, {
    readonly yardstick: readonly string[] | "all";
    readonly label: (spec: RunSpec) => string;
  }>
> = {
  "momentum": { yardstick: ["sgd"], label: methodLabel },
  "switch": { yardstick: ["sgd", "adam"], label: methodLabel },
  "weight-decay": { yardstick: "all", label: decayLabel },
  "depth": { yardstick: "all", label: architectureLabel },
  "width": { yardstick: "all", label: architectureLabel },
};

/** Dashes of further curves of one optimizer, in their order: the first has the optimizer's own. */
const DASHES = [[4, 4], [2, 2], [10, 4, 2, 4], [1, 5]] as const;

/**
 * The studies of a figure, one a data set.
 *
 * @param figure Its first run is one of S's own: the others are told by what they change of it.
 * @throws {RangeError} If there is no run, or two are alike but for what decides nothing.
 */
export function studies(figure: FigureResult): Study[] {
  const kinds = Map.groupBy(figure.runs, ({ spec }) => kindOf(spec, figure.runs[0].spec));
  const own = kinds.get("method") ?? [];
  const sgd = own.filter(({ spec }) => spec.optimizer.name === "sgd");
  return comparisons({ ...figure, runs: own }).map((whole): Study => {
    const of = (runs: readonly RunResult[], label: (spec: RunSpec) => string): Comparison => ({
      ...whole,
      contenders: contendersOf(runs, { figure, whole, label }),
    });
    return {
      methods: of(own, methodLabel),
      steps: of([...sgd, ...kinds.get("step") ?? []].sort(byStepSize), stepLabel),
      variants: VARIANT_KINDS.filter((kind) => kinds.has(kind)).map((kind) => {
        const { yardstick, label } = VARIANTS[kind];
        const beside = own.filter(({ spec }) =>
          yardstick === "all" || yardstick.includes(spec.optimizer.name)
        );
        return { kind, comparison: of([...beside, ...kinds.get(kind)!], label) };
      }),
    };
  });
}

/** The method of a name at S's step size, where it was run. */
export function methodOf({ methods }: Study, optimizer: string): Contender | undefined {
  return methods.contenders.find((contender) => contender.optimizer === optimizer);
}

/** The methods that are held against SGD: all the others at S's step size. */
export function adaptiveMethods({ methods }: Study): Contender[] {
  return methods.contenders.filter(({ optimizer }) => optimizer !== "sgd");
}

/** What a run changes of S's own. */
function kindOf(spec: RunSpec, base: RunSpec): "method" | "step" | VariantKind {
  const [hidden, own] = [spec, base].map(({ sizes }) => sizes.slice(1, -1));
  if (hidden.length !== own.length) return "depth";
  if (hidden.some((units, l) => units !== own[l])) return "width";
  if (spec.optimizer.name === "momentum") return "momentum";
  if (spec.optimizer.successor !== undefined) return "switch";
  if ("weight_decay" in spec.optimizer.hyper) return "weight-decay";
  return spec.optimizer.hyper.lr === base.optimizer.hyper.lr ? "method" : "step";
}

/** A contender for each setting among the runs on one data set, in the order of the runs. */
function contendersOf(
  runs: readonly RunResult[],
  { figure, whole: { name, seeds }, label }: {
    figure: FigureResult;
    whole: Comparison;
    label: (spec: RunSpec) => string;
  },
): Contender[] {
  const here = { ...figure, data: figure.data.filter((data) => data.name === name) };
  const groups = Map.groupBy(
    runs.filter(({ spec }) => spec.data.name === name),
    ({ spec }) => label(spec),
  );
  const before = new Map<string, number>(); // of each optimizer
  return [...groups].map(([label, runs]) => {
    const [{ contenders: [contender] }] = comparisons({ ...here, runs });
    const line = before.get(contender.optimizer) ?? 0;
    before.set(contender.optimizer, line + 1);
    const ended = runs.filter(({ outcome }) => outcome !== undefined).map(({ spec }) => spec.seed);
    return {
      ...contender,
      label,
      ...(line === 0 ? {} : { dash: DASHES[(line - 1) % DASHES.length] }),
      missing: seeds.filter((seed) => !ended.includes(seed)),
    };
  });
}

function byStepSize(a: RunResult, b: RunResult): number {
  return a.spec.optimizer.hyper.lr - b.spec.optimizer.hyper.lr;
}

function methodLabel({ optimizer }: RunSpec): string {
  return optimizerTitle(optimizer.name);
}

function stepLabel({ optimizer }: RunSpec): string {
  return `${optimizerTitle(optimizer.name)}, step ${optimizer.hyper.lr}`;
}

function decayLabel(spec: RunSpec): string {
  const decay = spec.optimizer.hyper.weight_decay;
  return decay === undefined ? methodLabel(spec) : `${methodLabel(spec)}, λ = ${decay}`;
}

function architectureLabel({ optimizer, sizes }: RunSpec): string {
  const hidden = sizes.slice(1, -1);
  const alike = hidden.every((units) => units === hidden[0]);
  const layers = alike ? `${hidden.length} × ${hidden[0]}` : hidden.join("-");
  return `${optimizerTitle(optimizer.name)}, ${layers}`;
}
