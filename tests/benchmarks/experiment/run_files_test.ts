import assert from "node:assert/strict";
import {
  lineOfRecord,
  parseEpochs,
  parseOutcome,
  parseSpec,
} from "../../../benchmarks/experiment/run_files.ts";
import type { EpochRecord } from "../../../reports/results.ts";
import { outcome, record, spec } from "./fixtures.ts";

const lines = [0, 1, 2].map(record).map(lineOfRecord);

Deno.test("parseSpec(), parseEpochs() and parseOutcome() give what was written", () => {
  assert.deepEqual(parseSpec(JSON.stringify(spec)), spec);
  assert.deepEqual(parseEpochs(lines.join(""), "all"), [0, 1, 2].map(record));
  assert.deepEqual(parseOutcome(JSON.stringify(outcome)), outcome);
});

Deno.test("parseEpochs() leaves out a line of an unfinished run that is cut off", () => {
  const text = lines.join("").slice(0, -10);
  assert.deepEqual(parseEpochs(text, "so far"), [0, 1].map(record));
  assert.deepEqual(parseEpochs("", "so far"), []);
  assert.throws(() => parseEpochs(text, "all"), {
    message: "Expected epochs.jsonl to end with a line feed",
  });
});

Deno.test("parseSpec() says of another format that it is one, whatever its fields are", () => {
  assert.throws(() => parseSpec('{"format":2,"further":true}'), {
    message: "Expected result format 1 but found 2",
  });
});

const SPECS: [change: object, message: string][] = [
  [{ seed: -1 }, "Expected a whole number of 0 or more at seed but found -1"],
  [{ sizes: [3, 0, 2] }, "Expected a whole number of 1 or more at sizes[1] but found 0"],
  [
    { data: { ...spec.data, hash: "../../etc/passwd" } },
    'Expected 64 hexadecimal digits at data.hash but found "../../etc/passwd"',
  ],
  [
    { optimizer: { ...spec.optimizer, hyper: { lr: "0.1" } } },
    'Expected a number at optimizer.hyper.lr but found "0.1"',
  ],
  [
    { loss: "constructor" },
    'Expected truncated-cross-entropy or cross-entropy or squared at loss but found "constructor"',
  ],
];

for (const [change, message] of SPECS) {
  Deno.test(`parseSpec() refuses a spec: ${message}`, () => {
    assert.throws(() => parseSpec(JSON.stringify({ ...spec, ...change })), { message });
  });
}

const RECORDS: [change: object, message: string][] = [
  [{ epoch: 2 }, "Expected epoch 1 but found 2"],
  [
    { train: { loss: 1, error: 1.5 } },
    "Expected a number from 0 to 1 at train.error but found 1.5",
  ],
  [{ train: { loss: NaN, error: 0 } }, "Expected a number at train.loss but found null"],
  [{ test: undefined }, "Expected an object at test but found nothing"],
  [{ seconds: -1 }, "Expected a number of 0 or more at seconds but found -1"],
];

for (const [change, message] of RECORDS) {
  Deno.test(`parseEpochs() refuses a record: ${message}`, () => {
    const second = { ...record(1), ...change } as EpochRecord;
    const text = [lines[0], lineOfRecord(second), lines[2]].join("");
    assert.throws(() => parseEpochs(text, "all"), {
      message: `${message} in line 2 of epochs.jsonl`,
    });
  });
}

const OUTCOMES: [change: object, message: string][] = [
  [{ kind: "won" }, 'Expected converged or epoch limit or diverged at kind but found "won"'],
  [{ parameters: "cd34" }, 'Expected 64 hexadecimal digits at parameters but found "cd34"'],
  [
    { finished: "yesterday" },
    'Expected a time such as 2026-01-02T03:04:05.678Z at finished but found "yesterday"',
  ],
];

for (const [change, message] of OUTCOMES) {
  Deno.test(`parseOutcome() refuses an outcome: ${message}`, () => {
    assert.throws(() => parseOutcome(JSON.stringify({ ...outcome, ...change })), { message });
  });
}
