import assert from "node:assert/strict";
import { join } from "node:path";
import { addNight, readHistory, thinHistory } from "../../../reports/nights/history.ts";
import type { Night } from "../../../reports/nights/night.ts";
import { inFolder } from "../../benchmarks/commands.ts";
import { simulatedYear } from "./simulated_year.ts";

const NIGHTS = simulatedYear({ seed: 1, nights: 4, allFail: [2] });

Deno.test("nights come back in order as they were added", () =>
  inFolder((folder) => {
    for (const night of NIGHTS.toReversed()) addNight(folder, { night, results: {} });
    assert.deepEqual(readHistory(folder), NIGHTS);
    assert.deepEqual(readHistory(join(folder, "nowhere")), []);
    return Promise.resolve();
  }));

Deno.test("a night that is run again takes the place of the first try", () =>
  inFolder((folder) => {
    addNight(folder, { night: NIGHTS[0], results: {} });
    const again = { ...NIGHTS[0], seeds: [7] };
    addNight(folder, { night: again, results: {} });
    assert.deepEqual(readHistory(folder), [again]);
    return Promise.resolve();
  }));

Deno.test("thinning drops the whole results of older nights and touches nothing else", () =>
  inFolder((folder) => {
    const results = resultsIn(folder, NIGHTS[0]);
    for (const night of NIGHTS) addNight(folder, { night, results });
    Deno.writeTextFileSync(join(folder, NIGHTS[0].date, "notes.txt"), "mine");
    Deno.writeTextFileSync(join(folder, "README"), "mine");
    Deno.mkdirSync(join(folder, "2026-01-09"));
    Deno.writeTextFileSync(join(folder, "2026-01-09", "width-sweep.json"), "no night of ours");

    assert.equal(thinHistory(folder, 2), 2);
    assert.equal(thinHistory(folder, 2), 0);
    const files = (date: string) =>
      [...Deno.readDirSync(join(folder, date))].map((f) => f.name).sort();
    assert.deepEqual(files(NIGHTS[0].date), ["night.json", "notes.txt"]);
    assert.deepEqual(files(NIGHTS[1].date), ["night.json"]);
    const whole = ["four-datasets.json", "modified-loss.json", "night.json", "width-sweep.json"];
    assert.deepEqual(files(NIGHTS[2].date), whole);
    assert.deepEqual(files(NIGHTS[3].date), whole);
    assert.deepEqual(files("2026-01-09"), ["width-sweep.json"]);
    assert.equal(Deno.readTextFileSync(join(folder, "README")), "mine");
    assert.deepEqual(readHistory(folder), NIGHTS, "records stay");
    return Promise.resolve();
  }));

Deno.test("a damaged night is refused with its file and what is wrong", () =>
  inFolder((folder) => {
    const [night] = NIGHTS;
    addNight(folder, { night, results: {} });
    const path = join(folder, night.date, "night.json");
    const refused = (text: string, message: string) => {
      Deno.writeTextFileSync(path, text);
      assert.throws(() => readHistory(folder), { message });
    };
    refused(
      JSON.stringify({ ...night, format: 2 }),
      `Can't read ${path}: Expected 1 at format but found 2`,
    );
    refused(
      JSON.stringify({ ...night, figures: [{ ...night.figures[0], figure: "../../etc" }] }),
      `Can't read ${path}: Expected the name of a figure at figures[0].figure but found "../../etc"`,
    );
    refused(
      JSON.stringify({ ...night, date: "2026-01-02" }),
      `Expected the night of 2026-01-01 in ${path} but found that of 2026-01-02`,
    );
    Deno.writeTextFileSync(path, '{"format": 1');
    assert.throws(() => readHistory(folder), /^Error: Can't read .*night\.json: Expected JSON but/);
    return Promise.resolve();
  }));

function resultsIn(folder: string, night: Night): Record<string, string> {
  const path = join(folder, "results");
  Deno.writeTextFileSync(path, "{}");
  return Object.fromEntries(night.figures.map(({ figure }) => [figure, path]));
}
