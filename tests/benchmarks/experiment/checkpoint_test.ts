import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { join } from "node:path";
import {
  type Checkpoint,
  checkpointClock,
  type Decision,
  decodeCheckpoint,
  encodeCheckpoint,
  epochOfCheckpoint,
} from "../../../benchmarks/experiment/checkpoint.ts";
import { planOf } from "../../../benchmarks/experiment/plan.ts";
import { balanced } from "../../../network/initialization.ts";
import { stream } from "../../../network/random.ts";
import { inFolder } from "../commands.ts";
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

Deno.test("epochOfCheckpoint() reads the epoch of a file, and of none but a checkpoint's", async () => {
  await inFolder((folder) => {
    const path = join(folder, "checkpoint.bin");
    Deno.writeFileSync(path, file);
    assert.equal(epochOfCheckpoint(path), 2);
    for (const length of [0, 10, 50]) {
      Deno.writeFileSync(path, file.subarray(0, length));
      assert.equal(epochOfCheckpoint(path), undefined);
    }
    Deno.writeFileSync(path, file.with(39, 255)); // a header of more than 4 GB
    assert.equal(epochOfCheckpoint(path), undefined);
    return Promise.resolve();
  });
});

/** What a clock decides when it is asked at these times, in seconds, after epochs 0, 1, … */
function decisionsAt(seconds: number[], clock: () => (epochs: number) => Decision): Decision[] {
  const { now } = performance;
  try {
    performance.now = () => 0;
    const decide = clock();
    return seconds.map((time, epochs) => {
      performance.now = () => 1000 * time;
      return decide(epochs);
    });
  } finally {
    performance.now = now;
  }
}

Deno.test("checkpointClock() decides the same for all runs that train in step", () => {
  let isStopping = false;
  const decide = checkpointClock(3600, { isStopping: () => isStopping });
  assert.deepEqual([decide(0), decide(0), decide(1)], ["go on", "go on", "go on"]);
  isStopping = true; // between two runs that have both ended their second epoch
  assert.deepEqual([decide(1), decide(2), decide(2)], ["go on", "stop", "stop"]);
  const always = checkpointClock(0);
  assert.deepEqual([always(0), always(0), always(1)], Array(3).fill("checkpoint"));
});

Deno.test("checkpointClock() is due once each time that has gone by", () => {
  const times = [2.999, 5, 7.5, 9.999, 10, 12, 14, 16, 18, 19.999, 20];
  const due = decisionsAt(times, () => checkpointClock(10)).map((found) => found === "checkpoint");
  assert.deepEqual(times.filter((_, i) => due[i]), [10, 20]);
});

Deno.test("checkpointClock() waits until those sent earlier are written, but for a stop", () => {
  let isBehind = true;
  let isStopping = false;
  const decide = checkpointClock(0, { isBehind: () => isBehind, isStopping: () => isStopping });
  assert.deepEqual([decide(0), decide(1)], ["go on", "go on"]);
  isBehind = false;
  assert.equal(decide(2), "checkpoint");
  isBehind = isStopping = true;
  assert.equal(decide(3), "stop");
});

Deno.test("checkpointClock() is due after each epoch that a stop would not wait for", () => {
  const times = [1, 3.999, 7, 10.5, 11];
  assert.deepEqual(decisionsAt(times, () => checkpointClock(60)), [
    "go on",
    "go on",
    "checkpoint", // after 3.001 s
    "checkpoint",
    "go on",
  ]);
});
