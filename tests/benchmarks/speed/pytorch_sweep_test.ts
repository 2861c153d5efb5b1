/** The loss that the width sweep in PyTorch trains with is the project's. */

import assert from "node:assert/strict";
import { findTorch } from "../../../benchmarks/speed/python.ts";
import { losses } from "../../../network/loss.ts";

const FOLDER = new URL("../../../benchmarks/speed/", import.meta.url).pathname;

/** Prints loss and gradient of each line of scores; without requests, the script itself does nothing. */
const SCRIPT = `
import json, sys
import torch
from pytorch_sweep import TruncatedCrossEntropy

scores, labels = map(torch.tensor, json.loads(sys.argv[1]))
for line, label in zip(scores, labels):
    line = line[None].requires_grad_()
    loss = TruncatedCrossEntropy.apply(line, label[None])
    loss.backward()
    print(json.dumps([loss.item(), *line.grad[0].tolist()]))
`;

/** Scores whose margins are ordinary, in the truncated part, where the loss is zero, and large. */
const SCORES = [
  [0.5, -1, 2],
  [12, 0.5, 0.25],
  [14, 0, 0.5],
  [14, 2.5, 0],
  [0, 200, 3],
];
const LABELS = [0, 0, 0, 0, 0];

Deno.test("PyTorch's truncated cross-entropy and its gradient are those of network/loss.ts", async () => {
  const interpreter = await findTorch();
  if (interpreter === undefined) return console.log("PyTorch is not tested: it isn't here");
  const { stdout, success } = await new Deno.Command(interpreter, {
    args: ["-c", SCRIPT, JSON.stringify([SCORES, LABELS])],
    env: { PYTHONPATH: FOLDER, PYTHONDONTWRITEBYTECODE: "1" },
    stdin: "null",
    stderr: "inherit",
  }).output();
  assert.ok(success);
  const found: number[][] = new TextDecoder().decode(stdout).trimEnd().split("\n")
    .map((line) => JSON.parse(line));
  const expected = SCORES.map((scores, i) => {
    const gradient = new Float64Array(scores.length);
    const loss = losses["truncated-cross-entropy"](Float64Array.from(scores), LABELS[i], gradient);
    return [loss, ...gradient];
  });
  assert.equal(expected[2][0], 0);
  for (const [i, numbers] of expected.entries()) {
    for (const [j, number] of numbers.entries()) {
      const tolerance = 2e-7 + 1e-5 * Math.abs(number);
      assert.ok(Math.abs(found[i][j] - number) <= tolerance, `${i}: ${found[i]}, ${numbers}`);
    }
  }
});
