/**
 * Checkpoints: what a run needs to go on after an epoch as if nothing had come between.
 *
 * The spec and the epoch give the order of the examples, the step size, the rule in charge and the
 * number of its steps. The file, little-endian, holds what they don't give:
 *
 * | bytes | what                                                              |
 * | ----- | ----------------------------------------------------------------- |
 * | 4     | format version, uint32                                            |
 * | 32    | SHA-256 of all that follows                                       |
 * | 4     | length of the header, uint32                                      |
 * | …     | {@link Header}, JSON                                              |
 * | …     | the network, then each state of the rule, as {@link bytesOf} does |
 *
 * @module
 */

import { createHash } from "node:crypto";
import type { OptimizerState } from "../../network/engines/engine.ts";
import { type Network, parameterCount, zeroNetwork } from "../../network/network.ts";
import type { RunSpec } from "../../reports/results.ts";
import { list, number, object, parseJson, text, whole } from "../../reports/shape.ts";
import { bytesOf } from "./bytes.ts";
import { ruleAt, ruleOf } from "./optimizer_spec.ts";
import type { PlannedRun } from "./plan.ts";

/** A run as it stands after an epoch. */
export interface Checkpoint {
  readonly epoch: number;
  /** Epochs in a row at zero training error, this one included. */
  readonly zeroErrors: number;
  /** Seconds since the run began, without those between its parts. */
  readonly seconds: number;
  readonly network: Network;
  /** The state of the rule that trained in this epoch. */
  readonly state: OptimizerState;
}

/** A run to do. */
export interface Task extends PlannedRun {
  /** Where it goes on from; absent where it starts from its beginning. */
  readonly from?: Checkpoint;
}

/**
 * Least seconds between two checkpoints of a run unless the command says otherwise: about what a kill
 * costs. A shorter run writes none. One of 784-4000-4000-10 with Adam's state, 460 MB, takes about a
 * second, so that even the papers' largest networks spend a few percent of their time on them.
 */
export const CHECKPOINT_SECONDS = 30;

/**
 * Seconds for which a stop waits until the runs have ended their epochs. The two seconds left of five are
 * for writing what they hand over.
 *
 * A longer epoch is followed by a checkpoint in any case, as the stop would not wait for the next one's end.
 * On a core this takes about a hundredth of the epoch's time: a weight takes 6 µs an epoch (60,000 examples
 * at 60 GFLOP/s) and 60 ns a checkpoint (24 bytes under Adam, encoded, hashed and synced at 0.4 GB/s).
 */
export const STOP_SECONDS = 3;

/** Version of the file. A checkpoint of another version is not used. */
const FORMAT = 1;

/** Places in the file, in bytes. */
const HASH = 4;
const HEADER_LENGTH = HASH + 32;
const HEADER = HEADER_LENGTH + 4;

/** Bytes that what stands before the numbers never reaches. */
const MOST_HEADER = 1 << 20;

/** What the file says besides weights and state. */
interface Header extends Omit<Checkpoint, "network" | "state"> {
  /** The run's id. */
  readonly run: string;
  /** Names of the rule's states, in the order of their numbers. */
  readonly states: readonly string[];
}

const headerShape = object<Header>({
  run: text(100),
  states: list(text(100)),
  epoch: whole(),
  zeroErrors: whole(),
  seconds: number(0),
});

/** The file of a checkpoint. */
export function encodeCheckpoint(
  run: string,
  { network, state, ...rest }: Checkpoint,
): Uint8Array<ArrayBuffer> {
  const states = Object.keys(state);
  const header = new TextEncoder().encode(
    JSON.stringify({ run, states, ...rest } satisfies Header),
  );
  const parts = [network, ...Object.values(state)].flatMap(bytesOf);
  const numbers = HEADER + header.length;
  const file = new Uint8Array(parts.reduce((sum, { length }) => sum + length, numbers));
  const view = new DataView(file.buffer);
  view.setUint32(0, FORMAT, true);
  view.setUint32(HEADER_LENGTH, header.length, true);
  file.set(header, HEADER);
  let at = numbers;
  for (const part of parts) {
    file.set(part, at);
    at += part.length;
  }
  file.set(hashOf(file), HASH);
  return file;
}

/** The most bytes that a checkpoint of a run has; a larger file is none. */
export function mostBytesOf({ sizes, optimizer }: RunSpec): number {
  const rules = [optimizer, ...(optimizer.successor ? [optimizer.successor.rule] : [])];
  const states = Math.max(...rules.map((rule) => ruleOf(rule).state.length));
  return 8 * parameterCount(sizes) * (1 + states) + MOST_HEADER;
}

/**
 * The checkpoint that a file holds.
 *
 * @throws {Error} If the file is of another format version, damaged, another run's, or of a shape that
 *   the run does not have.
 */
export function decodeCheckpoint({ id, spec }: PlannedRun, file: Uint8Array): Checkpoint {
  if (file.length < HEADER) {
    throw new Error(`Expected at least ${HEADER} bytes but found ${file.length}`);
  }
  const view = new DataView(file.buffer, file.byteOffset, file.length);
  const format = view.getUint32(0, true);
  if (format !== FORMAT) {
    throw new Error(`Expected checkpoint format ${FORMAT} but found ${format}`);
  }
  if (!hashOf(file).equals(file.subarray(HASH, HEADER_LENGTH))) {
    throw new Error("Expected the bytes that were written but found others");
  }
  const numbers = HEADER + view.getUint32(HEADER_LENGTH, true);
  const header = parseJson(new TextDecoder().decode(file.subarray(HEADER, numbers)), headerShape);
  const { run, states, ...rest } = header;
  if (run !== id) throw new Error(`Expected a checkpoint of run ${id} but found one of ${run}`);
  checkShape(spec, header, file.length - numbers);
  const { sizes } = spec;
  const [network, ...state] = [undefined, ...states].map(() => zeroNetwork(sizes));
  let at = numbers;
  for (const part of [network, ...state].flatMap(bytesOf)) {
    part.set(file.subarray(at, at + part.length));
    at += part.length;
  }
  return { ...rest, network, state: Object.fromEntries(states.map((name, i) => [name, state[i]])) };
}

/** @throws {Error} If the epoch, the states or the numbers are not those of the run. */
function checkShape({ sizes, optimizer, epochs }: RunSpec, header: Header, found: number): void {
  const { epoch, states } = header;
  if (epoch >= epochs) {
    throw new Error(`Expected an epoch before the last one, ${epochs}, but found ${epoch}`);
  }
  const expected = ruleOf(ruleAt(optimizer, epoch)).state;
  if (states.join() !== expected.join()) {
    throw new Error(`Expected the states [${expected}] but found [${states}]`);
  }
  const bytes = 8 * parameterCount(sizes) * (1 + states.length);
  if (found !== bytes) throw new Error(`Expected ${bytes} bytes of numbers but found ${found}`);
}

/**
 * The epoch that a checkpoint's file names; undefined where it names none. The rest of the file is not
 * looked at.
 */
export function epochOfCheckpoint(path: string): number | undefined {
  try {
    using file = Deno.openSync(path);
    const start = new Uint8Array(HEADER);
    file.readSync(start);
    const length = new DataView(start.buffer).getUint32(HEADER_LENGTH, true);
    const header = new Uint8Array(Math.min(length, file.statSync().size)); // the length may be damaged
    file.readSync(header);
    const { epoch } = parseJson(new TextDecoder().decode(header), headerShape);
    return epoch;
  } catch {
    return undefined;
  }
}

/** What a run does after an epoch: train on, after a checkpoint or without, or stop with one. */
export type Decision = "go on" | "checkpoint" | "stop";

/**
 * Decides after epochs, for runs that train in step: the first that asks after its n-th epoch decides for
 * all, because one that paused or stopped alone would be out of step from there on.
 *
 * @param seconds Least time between two checkpoints, and before the first. There is one after each epoch
 *   that lasts longer than a stop waits, too.
 * @param options.isStopping Whether runs are to stop.
 * @param options.isBehind Whether checkpoints sent earlier are still to be written: more of them would
 *   only fill memory.
 * @returns A function of n, counted from when training began or went on.
 */
export function checkpointClock(
  seconds: number,
  { isStopping = () => false, isBehind = () => false }: {
    isStopping?: () => boolean;
    isBehind?: () => boolean;
  } = {},
): (epochs: number) => Decision {
  const decisions: Decision[] = [];
  let kept = performance.now();
  let asked = kept;

  function decide(): Decision {
    const now = performance.now();
    const isDue = now - kept >= 1000 * seconds || now - asked >= 1000 * STOP_SECONDS;
    asked = now;
    if (isStopping()) return "stop";
    if (!isDue || isBehind()) return "go on";
    kept = now;
    return "checkpoint";
  }

  return (epochs) => decisions[epochs] ??= decide();
}

function hashOf(file: Uint8Array) {
  return createHash("sha256").update(file.subarray(HEADER_LENGTH)).digest();
}
