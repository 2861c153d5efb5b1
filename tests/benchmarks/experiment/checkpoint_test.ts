import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import {
  type Checkpoint,
  checkpointClock,
  decodeCheckpoint,
  encodeCheckpoint,
} from "../../../benchmarks/experiment/checkpoint.ts";
import { planOf } from "../../../benchmarks/experiment/plan.ts";
import { balanced } from "../../../network/initialization.ts";
import { stream } from "../../../network/random.ts";
import { spec } from "./fixtures.ts";

const [run, other] = planOf([spec, { ...spec, seed: 2 }]);

const network = (purpose: string) => balanced(spec.sizes, stream(1, purpose));
const checkpoint: Checkpoint = {
  epoch: 2,
  zeroErrors: 1,
  seconds: 0.1 + 0.2,
  network: network("weights"),
  state: { v: network("state") },
};
const file = encodeCheckpoint(run.id, checkpoint);

/** The file with its hash made right again. */
function sealed(bytes: Uint8Array): Uint8Array {
  bytes.set(createHash("sha256").update(bytes.subarray(36)).digest(), 4);
  return bytes;
}

Deno.test("decodeCheckpoint() gives back what encodeCheckpoint() was given, bit for bit", () => {
  const odd = { ...checkpoint, network: network("weights") };
  odd.network[0].weights.set([-0, Number.MIN_VALUE, 1 / 3]);
  assert.deepEqual(decodeCheckpoint(run, encodeCheckpoint(run.id, odd)), odd);
});

Deno.test("decodeCheckpoint() takes a file that lies anywhere in memory", () => {
  const shifted = new Uint8Array(file.length + 3).subarray(3);
  shifted.set(file);
  assert.deepEqual(decodeCheckpoint(run, shifted), checkpoint);
});

Deno.test("decodeCheckpoint() refuses a file that is cut off, wherever", () => {
  for (let length = 0; length < file.length; length++) {
    const message = length < 40
      ? `Expected at least 40 bytes but found ${length}`
      : "Expected the bytes that were written but found others";
    assert.throws(() => decodeCheckpoint(run, file.subarray(0, length)), { message });
  }
});

Deno.test("decodeCheckpoint() refuses a file with a flipped bit, wherever", () => {
  for (let at = 0; at < file.length; at++) {
    const flipped = file.slice();
    flipped[at] ^= 1 << at % 8;
    const message = at < 4
      ? /^Expected checkpoint format 1 but found \d+$/
      : /^Expected the bytes that were written but found others$/;
    assert.throws(() => decodeCheckpoint(run, flipped), { message });
  }
});

const MISMATCHES: { what: string; found: Checkpoint; message: string }[] = [
  {
    what: "of the last epoch",
    found: { ...checkpoint, epoch: 3 },
    message: "Expected an epoch before the last one, 3, but found 3",
  },
  {
    what: "of another rule's states",
    found: { ...checkpoint, state: { s: network("state") } },
    message: "Expected the states [v] but found [s]",
  },
  {
    what: "of other layers",
    found: { ...checkpoint, network: balanced([3, 4, 2], stream(1, "weights")) },
    message: "Expected 224 bytes of numbers but found 320",
  },
];

for (const { what, found, message } of MISMATCHES) {
  Deno.test(`decodeCheckpoint() refuses a checkpoint ${what}`, () => {
    assert.throws(() => decodeCheckpoint(run, encodeCheckpoint(run.id, found)), { message });
  });
}

Deno.test("decodeCheckpoint() refuses another run's checkpoint", () => {
  assert.throws(() => decodeCheckpoint(run, encodeCheckpoint(other.id, checkpoint)), {
    message: `Expected a checkpoint of run ${run.id} but found one of ${other.id}`,
  });
});

Deno.test("decodeCheckpoint() refuses numbers that end too early, though the hash is theirs", () => {
  assert.throws(() => decodeCheckpoint(run, sealed(file.slice(0, -8))), {
    message: "Expected 224 bytes of numbers but found 216",
  });
});

Deno.test("checkpointClock() decides the same for all runs that train in step", () => {
  const always = checkpointClock(0);
  assert.deepEqual([always(0), always(0), always(1), always(1)], [true, true, true, true]);
  const never = checkpointClock(3600);
  assert.deepEqual([never(0), never(0), never(1)], [false, false, false]);
});

Deno.test("checkpointClock() is due once each time that has gone by", () => {
  const { now } = performance;
  try {
    performance.now = () => 0;
    const isDue = checkpointClock(10);
    const dueAt = [9_999, 10_000, 19_999, 20_000].map((milliseconds, epochs) => {
      performance.now = () => milliseconds;
      return isDue(epochs);
    });
    assert.deepEqual(dueAt, [false, true, false, true]);
    assert.equal(isDue(2), false); // another run, later, of the same decision
  } finally {
    performance.now = now;
  }
});
