import assert from "node:assert/strict";
import {
  NIGHTLY_FLAGS,
  nightlyCommand,
  otherSeeds,
  withSeeds,
} from "../../../benchmarks/nightly/command.ts";
import { parseCommand } from "../../../benchmarks/experiment/command.ts";

async function read(line: string) {
  const args = line.split(" ").filter((word) => word !== "");
  return nightlyCommand(await parseCommand(args, { flags: NIGHTLY_FLAGS }));
}

Deno.test("each night has seeds of its own", async () => {
  const seedsOf = async (line: string) => (await read(line)).seeds;
  assert.deepEqual(await seedsOf("--date 1970-01-01"), [1, 2, 3]);
  assert.deepEqual(await seedsOf("--date 1970-01-02"), [4, 5, 6]);
  assert.deepEqual(await seedsOf("--date 1970-01-03 --seeds 2"), [5, 6]);
  assert.deepEqual(await seedsOf("--date 2026-03-01 --seeds 7,9"), [7, 9]);
  const nights = [await seedsOf("--date 2026-03-01"), await seedsOf("--date 2026-03-02")].flat();
  assert.equal(new Set(nights).size, 6);
});

Deno.test("seeds for measuring again are nobody else's", () => {
  const seeds = [62_341, 62_342, 2 ** 32 - 1];
  const all = [seeds, otherSeeds(seeds, 1), otherSeeds(seeds, 2)].flat();
  assert.equal(new Set(all).size, 9);
  assert.ok(all.every((seed) => seed >= 0 && seed < 2 ** 32));
});

Deno.test("the figures are told all but the nightly's own flags", async () => {
  const asked = await read(
    "--profile smoke --date 1970-01-02 --history h --keep 5 --dataset mnist --seeds 2",
  );
  assert.equal(asked.history, "h");
  assert.equal(asked.keep, 5);
  assert.equal(asked.protocol, "--profile smoke --dataset mnist");
  assert.deepEqual(asked.figures.given, ["--profile smoke", "--dataset mnist", "--seeds 3,4"]);
  assert.deepEqual(asked.figures.changes, { datasets: ["mnist"], seeds: [3, 4] });
  assert.deepEqual(withSeeds(asked.figures, [8]).given.at(-1), "--seeds 8");
});

Deno.test("today, a folder called history and thirty whole nights where nothing is said", async () => {
  const { date, history, keep, printFlags } = await read("");
  assert.deepEqual({ history, keep, printFlags }, {
    history: "history",
    keep: 30,
    printFlags: false,
  });
  assert.match(date, /^\d{4}-\d{2}-\d{2}$/);
});

Deno.test("a share of a night is refused", async () => {
  await assert.rejects(read("--shard 1/2"), {
    name: "UsageError",
    message: "Expected no --shard but found it: a night needs all of its runs",
  });
});

Deno.test("what is no day is refused", async () => {
  for (const text of ["yesterday", "2026-02-30", "2026-13-01", "1969-12-31", "2026-3-1"]) {
    await assert.rejects(read(`--date ${text}`), {
      name: "UsageError",
      message: `Expected --date to be a day such as 2026-03-01 but found ${text}`,
    });
  }
});
