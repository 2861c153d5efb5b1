import assert from "node:assert/strict";
import { figureCommand, figureLine, FIGURES } from "../../benchmarks/figures.ts";
import project from "../../deno.json" with { type: "json" };

const FROM = { name: "--from", value: "DIR", list: true, help: "folders" } as const;

/** The command line as it is taken apart, with the figure's name. */
function read(...args: string[]) {
  const line = figureLine(args, [FROM]);
  return line && { name: line.figure?.name, from: line.own.get("--from"), rest: line.rest };
}

Deno.test("FIGURES have their tasks, which run a script of the same name", () => {
  const tasks: Readonly<Record<string, string>> = project.tasks;
  for (const { name } of FIGURES) {
    assert.ok(tasks[name].endsWith(` benchmarks/${name.replaceAll("-", "_")}.ts`), name);
  }
});

Deno.test("figureLine() finds the name wherever it stands, and the command's own flags", () => {
  const name = "width-sweep";
  assert.deepEqual(read(name, "--grey"), { name, from: undefined, rest: ["--grey"] });
  assert.deepEqual(read("--from", "a,b", "--out", "c", name, "--from=d", "--profile", "quick"), {
    name,
    from: "a,b,d",
    rest: ["--out", "c", "--profile", "quick"],
  });
  assert.deepEqual(read("--out", "four-datasets", name), {
    name,
    from: undefined,
    rest: ["--out", "four-datasets"],
  });
});

Deno.test("figureCommand() prints its help where it is asked for, and else wants a figure", async () => {
  const said: string[] = [];
  const { log, error } = console;
  console.log = console.error = (line: string) => void said.push(line);
  try {
    const body = () => Promise.resolve(7);
    assert.equal(await figureCommand(["--help"], { help: "Help." }, body), 0);
    assert.equal(await figureCommand(["--out", "a"], { help: "Help." }, body), 2);
    assert.equal(await figureCommand(["width-sweep", "--help"], { help: "Help." }, body), 7);
  } finally {
    Object.assign(console, { log, error });
  }
  assert.deepEqual(said, ["Help.", "Expected the name of a figure but found none"]);
});

Deno.test("figureLine() takes reproduce for all figures", () => {
  assert.deepEqual(read("reproduce", "--seeds", "1"), {
    name: undefined,
    from: undefined,
    rest: ["--seeds", "1"],
  });
});

Deno.test("figureLine() gives nothing where no figure is named", () => {
  assert.equal(read("--help"), undefined);
  assert.equal(read("--out", "width-sweep"), undefined);
});

const REFUSED: [line: string, message: string][] = [
  ["with-sweep", "Unknown figure with-sweep: did you mean width-sweep?"],
  ["reproduced", "Unknown figure reproduced: did you mean reproduce?"],
  ["width-sweep --from", "Expected --from DIR but found no value"],
];

for (const [line, message] of REFUSED) {
  Deno.test(`figureLine() refuses ${line}`, () => {
    assert.throws(() => read(...line.split(" ")), { name: "UsageError", message });
  });
}
