/**
 * The training step of a group of networks as lists of dispatches, in the order in which they run.
 *
 * @module
 */

import { toKernel } from "../../../optimizers/kernel.ts";
import type { TrainerSetup } from "../engine.ts";
import { type BatchShape, declareBatch, key } from "./batch.ts";
import { type Binding, declare, reads, writes } from "./bindings.ts";
import type { Call, Device, Shader } from "./device.ts";
import { declareMask, dropped, expected } from "./dropout.ts";
import { activations, delta, scores, summed, updated } from "./epilogues.ts";
import { gather } from "./gather.ts";
import { largestSet, layOut } from "./layout.ts";
import { loss } from "./loss.ts";
import { maxNorm } from "./max_norm.ts";
import type { Memory, SumBuffers } from "./memory.ts";
import { gammaIn, gammaOut } from "./path.ts";
import { multiplier } from "./products.ts";

/** What a pass through the networks is for. A gradient is taken without dropout. */
type Mode = "learning" | "evaluation" | "gradient";

/** The dispatches of one mini-batch. */
export interface Program {
  /** Loss and errors, then the update of every weight. */
  learning(): Promise<Call[]>;
  /** Loss and errors on a set. */
  evaluation(set: string): Promise<Call[]>;
  /** The gradient's sums, without an update. */
  gradients(sums: readonly SumBuffers[]): Promise<Call[]>;
}

/** How many numbers go with a mini-batch of a setup. */
export function batchShape(setup: TrainerSetup, replicas: number): BatchShape {
  return {
    replicas,
    uniforms: toKernel(setup.rule).uniforms.length,
    keys: setup.dropout ? setup.sizes.length - 2 : 0,
  };
}

/** The programs of a group of networks; each is compiled when it is first asked for. */
export function program(
  device: Device,
  setup: TrainerSetup,
  { replicas, memory }: { replicas: number; memory: Memory },
): Program {
  const { batchSize: batch, dropout, rule, maxNorm: bound } = setup;
  const layout = layOut(setup.sizes);
  const longest = largestSet(setup);
  const kernel = toKernel(rule);
  const shape = batchShape(setup, replicas);
  const { layers } = memory;
  const last = layout.length - 1;

  const host = (bindings: readonly Binding[]) => declareBatch(shape) + declare(bindings);
  const compile = async (make: (host: string) => Shader, bindings: readonly Binding[]) => [
    await device.compile(make(host(bindings)), bindings),
  ];
  const multiply = multiplier(device, { layout, batch, shape, partial: memory.partial });

  const input = async (set: string) => {
    const calls = memory.sets[set].parts.map(({ part, pixels }) =>
      compile((host) => gather(layout[0], { batch, longest, replicas, host }), [
        ...reads({ part }, "vec2<u32>"),
        ...reads({ pixels, order: memory.order }, "array<u32>"),
        ...writes({ x: layers[0].input }),
      ])
    );
    return (await Promise.all(calls)).flat();
  };
  const forward = (l: number, mode: Mode) => {
    const operands = { a: layers[l].input, b: layers[l].weights };
    if (l === last) {
      const bindings = writes({ c: layers[l].delta });
      return multiply("forward", l, {
        ...operands,
        bindings,
        epilogue: scores(layout[l], { batch }),
      });
    }
    return multiply("forward", l, {
      ...operands,
      bindings: writes({ c: layers[l + 1].input }),
      epilogue: dropout && mode === "learning"
        ? declareMask(dropout) + activations(layout[l + 1], { batch, drop: dropped(key(shape, l)) })
        : dropout && mode === "evaluation"
        ? activations(layout[l + 1], { batch, drop: expected(dropout) })
        : activations(layout[l + 1], { batch }),
    });
  };
  const outcomes = (set: string, { gradient }: { gradient: boolean }) =>
    compile(
      (host) => loss(setup.loss, { layer: layout[last], batch, longest, replicas, gradient, host }),
      [
        ...writes({ scores: layers[last].delta }),
        ...reads({ order: memory.order, labels: memory.sets[set].labels }, "array<u32>"),
        ...writes({ outcomes: memory.outcomes }, "array<vec2<f32>>"),
      ],
    );
  const backward = (l: number) =>
    multiply("backward", l, {
      a: layers[l].delta,
      b: layers[l].weights,
      bindings: [
        ...reads({ activations: layers[l].input }),
        ...writes({ c: layers[l - 1].delta }),
      ],
      epilogue: delta(layout[l], { batch }),
    });
  const gradient = (l: number, to: { bindings: readonly Binding[]; epilogue: string }) =>
    multiply("weights", l, { a: layers[l].input, b: layers[l].delta, ...to });
  const learn = (l: number) => {
    const { weights, states, path } = layers[l];
    return gradient(l, {
      bindings: [
        ...writes({ weights, ...states }),
        ...(path ? reads({ scale_in: path.scaleIn }, "array<f32>") : []),
        ...(path ? reads({ scale_out: path.scaleOut }) : []),
      ],
      epilogue: updated(layout[l], { kernel, shape }),
    });
  };
  const sum = (l: number, { scale, ...sums }: SumBuffers) =>
    gradient(l, {
      bindings: [...writes(sums), ...(scale ? reads({ scale }) : [])],
      epilogue: summed(layout[l], { scaled: scale !== undefined }),
    });
  const pathsIn = (l: number) => {
    const { gammaIn: gamma, scaleIn: scale } = layers[l + 1].path!;
    return compile((host) => gammaIn(layout[l], { p: rule.geometry!.p, replicas, host }), [
      ...reads({ weights: layers[l].weights }),
      ...reads({ above: layers[l].path!.gammaIn }, "array<f32>"),
      ...writes({ gamma, scale }),
    ]);
  };
  const pathsOut = (l: number) => {
    const { gammaOut: gamma, scaleOut: scale } = layers[l - 1].path!;
    return compile((host) => gammaOut(layout[l], { p: rule.geometry!.p, replicas, host }), [
      ...reads({ weights: layers[l].weights, above: layers[l].path!.gammaOut }),
      ...writes({ gamma, scale }, "array<f32>"),
    ]);
  };
  const project = (l: number) =>
    compile(
      (host) => maxNorm(layout[l], { bound: bound!, replicas, host }),
      writes({ weights: layers[l].weights }),
    );

  const upwards = layout.map((_, l) => l);
  const downwards = upwards.toReversed();
  const sequence = async (calls: readonly (Promise<Call[]> | undefined)[]) =>
    (await Promise.all(calls)).flatMap((some) => some ?? []);

  return {
    learning: () =>
      sequence([
        input("train"),
        ...upwards.flatMap((l) => [
          forward(l, "learning"),
          rule.geometry && l < last ? pathsIn(l) : undefined,
        ]),
        outcomes("train", { gradient: true }),
        ...downwards.flatMap((l) => [
          l > 0 ? backward(l) : undefined,
          rule.geometry && l > 0 ? pathsOut(l) : undefined,
          learn(l),
          bound !== undefined && l < last ? project(l) : undefined,
        ]),
      ]),
    evaluation: (set) =>
      sequence([
        input(set),
        ...upwards.map((l) => forward(l, "evaluation")),
        outcomes(set, { gradient: false }),
      ]),
    gradients: (sums) =>
      sequence([
        input("train"),
        ...upwards.map((l) => forward(l, "gradient")),
        outcomes("train", { gradient: true }),
        ...downwards.flatMap((l) => [l > 0 ? backward(l) : undefined, sum(l, sums[l])]),
      ]),
  };
}
