import assert from "node:assert/strict";
import { join } from "node:path";
import { rewriteSpeed, writeSpeed } from "../../../reports/speed/site.ts";
import { inFolder } from "../../benchmarks/commands.ts";
import { syntheticSpeed } from "./synthetic_speed.ts";

const FILES = ["bench-dark.svg", "bench.csv", "bench.html", "bench.json", "bench.svg"];

Deno.test("rewriteSpeed() makes the same bytes from bench.json as the benchmark does", () =>
  inFolder(async (folder) => {
    assert.equal(await rewriteSpeed(folder), undefined);
    await writeSpeed(folder, syntheticSpeed());
    assert.deepEqual([...Deno.readDirSync(folder)].map(({ name }) => name).toSorted(), FILES);
    const read = () => FILES.map((name) => Deno.readTextFileSync(join(folder, name)));
    const written = read();
    for (const name of FILES) {
      if (name !== "bench.json") Deno.writeTextFileSync(join(folder, name), "old");
    }
    assert.equal(await rewriteSpeed(folder), join(folder, "bench.html"));
    read().forEach((content, i) => assert.ok(content === written[i], FILES[i]));
  }));

Deno.test("results without a width have no picture", () =>
  inFolder(async (folder) => {
    await writeSpeed(folder, { ...syntheticSpeed(), steps: [] });
    const names = [...Deno.readDirSync(folder)].map(({ name }) => name).toSorted();
    assert.deepEqual(names, ["bench.csv", "bench.html", "bench.json"]);
  }));

Deno.test("rewriteSpeed() refuses another file in one line, with its place", () =>
  inFolder(async (folder) => {
    const path = join(folder, "bench.json");
    const results = JSON.parse(JSON.stringify(syntheticSpeed()));
    results.steps[0].times[0] = -1;
    await Deno.writeTextFile(path, JSON.stringify(results));
    await assert.rejects(rewriteSpeed(folder), ({ message }: Error) => {
      assert.match(message, /^Expected .*steps.*times.* but found -1 in /);
      assert.ok(!message.includes("\n") && message.endsWith(path));
      return true;
    });
  }));
