/** `deno task bench` from the command to its files. */

import assert from "node:assert/strict";
import { join } from "node:path";
import type { SpeedResults } from "../../reports/speed/results.ts";
import { inFolder, run, task } from "./commands.ts";

/** What each part says first. */
const FIRST_LINES: Readonly<Record<string, RegExp>> = {
  steps: /^100-4-10: starting/,
  sweep: /^width sweep/,
  roofline: /^peak and bandwidth/,
  scaling: /Worker/,
};

/** As little as can be measured. */
const LITTLE = "--programs wasm,pytorch --shapes 12-4-3 --rules sgd --rounds 1 --seeds 1";

Deno.test("deno task bench measures steps and a sweep, writes them and prints them", async () => {
  await inFolder(async (out) => {
    const line = `${LITTLE} --only sweep,steps --sweep smoke --out ${out}`;
    const { code, stdout, stderr } = await run("bench", line);
    assert.equal(code, 0, stderr);
    const files = [...Deno.readDirSync(join(out, "site"))].map(({ name }) => name);
    const expected = ["bench.csv", "bench.html", "bench.json"];
    assert.deepEqual(files.filter((name) => !name.endsWith(".svg")).toSorted(), expected);
    const path = join(out, "site", "bench.json");
    const results: SpeedResults = JSON.parse(Deno.readTextFileSync(path));

    assert.equal(results.command, `deno task bench ${line}`);
    assert.equal(results.machine.cores, navigator.hardwareConcurrency);
    const programs = results.programs.map(({ id }) => id);
    assert.ok(["wasm", "wasm,pytorch"].includes(programs.join()), programs.join());
    for (const [i, { program, sizes, rule, times, memory }] of results.steps.entries()) {
      assert.deepEqual([program, sizes, rule], [programs[i], [12, 4, 3], "sgd"]);
      assert.ok(times.length === 1 && times[0] > 0);
      assert.ok(memory === undefined || (memory > 1e7 && memory < 1e10), `${memory}`);
    }
    assert.deepEqual(results.sweep!.map(({ program }) => program), programs);
    for (const { processes, runs, examples, seconds, testErrors } of results.sweep!) {
      assert.equal(processes, navigator.hardwareConcurrency);
      // three widths, two epochs of 1,000 examples: the stand-in is not learned before
      assert.deepEqual([runs, examples], [3, 6000]);
      assert.ok(seconds.every((value) => value > 0));
      assert.deepEqual(testErrors!.map(({ width }) => width), [4, 16, 64]);
    }
    if (programs.length === 1) {
      console.log("PyTorch is not tested: it isn't here");
      assert.match(results.missing[0].reason, /^python3 can't import torch: pip install torch/);
    }
    assert.match(stdout, /^Time a step: SGD\n\n\| Network \| wasm/);
    assert.ok(stdout.includes("\nThe width sweep, all of its runs, on all cores\n"));
    assert.ok(stdout.endsWith(`\nPage: ${path.replace("json", "html")}\n`));
    assert.match(stderr, /^width sweep: wasm, round 1 of 2\n[^]*\n12-4-3: sgd\n$/);
  });
});

Deno.test("a folder without data is one line, before anything is measured", async () => {
  await inFolder(async (out) => {
    const line = `${LITTLE} --sweep smoke --data ${join(out, "nowhere")} --out ${out}`;
    const { code, stderr } = await run("bench", line);
    assert.deepEqual([code, stderr], [
      2,
      `Expected the data folder ${join(out, "nowhere")} but found no folder of that name\n`,
    ]);
  });
});

for (const part of ["steps", "sweep", "roofline", "scaling"]) {
  Deno.test(`a stop ends it with nothing written, --only ${part}`, async () => {
    await inFolder(async (out) => {
      const line = `--rounds 1000 --only ${part} --out ${join(out, "results")}`;
      const command = task("bench", line.split(" "), { TMPDIR: out });
      const child = command.spawn();
      const [stdout, stderr] = [child.stdout.text(), firstLine(child.stderr)];
      assert.match((await stderr).line, FIRST_LINES[part]);
      child.kill("SIGINT");
      assert.equal((await child.status).code, 130);
      assert.equal(await stdout, "");
      assert.match(await (await stderr).rest, /Stopped\. Nothing was written\.\n$/);
      assert.deepEqual([...Deno.readDirSync(out)].map(({ name }) => name), ["results"]);
      assert.deepEqual([...Deno.readDirSync(join(out, "results"))], []);
    });
  });
}

/** The first line of a stream, and what follows it. */
async function firstLine(stream: ReadableStream<Uint8Array<ArrayBuffer>>) {
  const reader = stream.pipeThrough(new TextDecoderStream()).getReader();
  let line = "";
  while (!line.includes("\n")) line += (await reader.read()).value;
  const rest = (async () => {
    let text = "";
    for (let part = await reader.read(); !part.done; part = await reader.read()) text += part.value;
    return text;
  })();
  return { line, rest };
}
