import assert from "node:assert/strict";
import type { Task } from "../../../benchmarks/experiment/checkpoint.ts";
import { planOf } from "../../../benchmarks/experiment/plan.ts";
import { type Screen, showProgress } from "../../../benchmarks/experiment/progress.ts";
import { outcome, record, spec } from "./fixtures.ts";

const [first, second] = planOf([spec, { ...spec, seed: 2 }]);

/** A screen that keeps what is written, and what a terminal would show of it. */
function keepingScreen(terminal: boolean, columns: number): Screen & { shown(): string[] } {
  let lines: string[] = [];
  return {
    terminal,
    columns: () => columns,
    write(text) {
      // deno-lint-ignore no-control-regex
      const erased = text.match(/^\x1b\[(\d+)A\x1b\[J$/);
      if (erased) lines = lines.slice(0, -Number(erased[1]));
      else lines.push(...text.trimEnd().split("\n"));
    },
    shown: () => lines,
  };
}

/** Waits until the screen shows this number of lines, the last with this end. */
async function untilShown(
  screen: { shown(): string[] },
  count: number,
  end = "",
): Promise<void> {
  const isShown = (lines: string[]) => lines.length === count && lines[count - 1].endsWith(end);
  for (let tries = 0; !isShown(screen.shown()); tries++) {
    assert.ok(tries < 1000, `still ${screen.shown().join("\n")} and not ${count} lines`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

Deno.test("showProgress() writes a line for each run that ends where lines can't be redrawn", () => {
  const screen = keepingScreen(false, 80);
  const progress = showProgress(screen);
  progress.begin([first, second], 3);
  progress.started(first);
  progress.epoch(first, record(0));
  progress.epoch(first, record(1));
  progress.ended(first, outcome);
  progress.started(second);
  progress.failed(second, "lost the device");
  progress.end();
  assert.deepEqual(screen.shown(), [
    "3 runs already stored, 2 to do.",
    "mnist 3-2-2 momentum seed 1: epoch limit at epoch 2 after 2.0 s",
    "mnist 3-2-2 momentum seed 2 failed: lost the device",
  ]);
});

/** The first run, as it goes on from an epoch. */
function resumed(epoch: number): Task {
  return { ...first, from: { epoch, zeroErrors: 0, seconds: 60, network: [], state: {} } };
}

Deno.test("showProgress() says that a run goes on", () => {
  const screen = keepingScreen(false, 80);
  const progress = showProgress(screen);
  const run = resumed(2);
  progress.begin([run], 0);
  progress.started(run);
  progress.end();
  assert.deepEqual(screen.shown(), ["mnist 3-2-2 momentum seed 1 goes on from epoch 2"]);
});

Deno.test("showProgress() says for whom it waits, and counts what others have done", async () => {
  for (const terminal of [false, true]) {
    const screen = keepingScreen(terminal, 200);
    const progress = showProgress(screen);
    progress.begin([first, second], 0);
    const holders = [{ host: "cluster-7", pid: 12 }, { host: "cluster-7", pid: 12 }];
    progress.waits(holders);
    progress.waits(holders);
    const waiting = "waiting for 2 runs of process 12 on cluster-7";
    if (terminal) await untilShown(screen, 1, waiting);
    else assert.deepEqual(screen.shown(), [waiting]);
    progress.elsewhere(first);
    progress.waits([undefined]);
    if (terminal) await untilShown(screen, 1, "waiting for 1 run of another process");
    const all = "1 of 2 runs done, waiting for 1 run of another process";
    if (terminal) assert.deepEqual(screen.shown(), [all]);
    else assert.deepEqual(screen.shown(), [waiting, "waiting for 1 run of another process"]);
    progress.end();
  }
});

Deno.test("showProgress() says that a run was taken over, and what concerns all of them", () => {
  const screen = keepingScreen(false, 80);
  const progress = showProgress(screen);
  progress.begin([first], 0);
  progress.started(first);
  progress.note("1 run side by side instead of 2.");
  progress.lost(first);
  progress.end();
  assert.deepEqual(screen.shown(), [
    "1 run side by side instead of 2.",
    "mnist 3-2-2 momentum seed 1 was taken over by another process",
  ]);
});

Deno.test("showProgress() estimates the time left from what is done here and now", async () => {
  const { now } = performance;
  const screen = keepingScreen(true, 200);
  const progress = showProgress(screen);
  const run = { ...resumed(1000), spec: { ...spec, epochs: 3000 } };
  try {
    performance.now = () => 0;
    progress.begin([run], 0);
    progress.started(run);
    await untilShown(screen, 2);
    assert.deepEqual(screen.shown(), [
      "mnist 3-2-2 momentum seed 1  going on from epoch 1000",
      "0 of 1 run done",
    ]);
    // Half of the 2000 epochs that there were to do is done: as long again.
    performance.now = () => 100_000;
    progress.epoch(run, { ...record(2000), seconds: 200 });
    await untilShown(screen, 2, "left");
  } finally {
    performance.now = now;
  }
  const [line, all] = screen.shown();
  assert.match(line, / epoch 2000\/3000, 1 min 40 s left/);
  assert.equal(all, "0 of 1 run done, at most 1 min 40 s left");
  progress.end();
});

Deno.test("showProgress() redraws a line for each running run and one for all", async () => {
  const screen = keepingScreen(true, 200);
  const progress = showProgress(screen);
  progress.begin([first, second], 0);
  progress.started(first);
  progress.started(second);
  progress.epoch(first, record(1));
  await untilShown(screen, 3);
  const [run, other, all] = screen.shown();
  assert.equal(
    run,
    "mnist 3-2-2 momentum seed 1  epoch 1/3, 2.0 s left  loss 0.500  error 50.00 %",
  );
  assert.equal(other, "mnist 3-2-2 momentum seed 2  starting");
  assert.match(all, /^0 of 2 runs done, at most \d+\.\d s left$/);

  progress.ended(first, {
    ...outcome,
    kind: "diverged",
    reason: "In epoch 2 a weight became NaN.",
  });
  await untilShown(screen, 3); // what stays, the other run and the line for all
  assert.equal(
    screen.shown()[0],
    "mnist 3-2-2 momentum seed 1: diverged at epoch 2 after 2.0 s. In epoch 2 a weight became NaN.",
  );
  progress.end();
  assert.equal(screen.shown().length, 1);
});

Deno.test("showProgress() cuts lines that a narrow terminal would wrap", async () => {
  const screen = keepingScreen(true, 20);
  const progress = showProgress(screen);
  progress.begin([first], 0);
  progress.started(first);
  await untilShown(screen, 2);
  assert.equal(screen.shown()[0], "mnist 3-2-2 momentu");
  progress.end();
});

Deno.test("showProgress() counts runs that would not fit on a terminal", async () => {
  const screen = keepingScreen(true, 200);
  const progress = showProgress(screen);
  const runs = planOf(Array.from({ length: 20 }, (_, seed) => ({ ...spec, seed })));
  progress.begin(runs, 0);
  runs.forEach(progress.started);
  await untilShown(screen, 14);
  assert.equal(screen.shown()[11], "mnist 3-2-2 momentum seed 11  starting");
  assert.equal(screen.shown()[12], "and 8 runs more");
  progress.end();
});
