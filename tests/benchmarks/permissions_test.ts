/** What the tasks may do: exactly what they need. */

import assert from "node:assert/strict";
import { join } from "node:path";
import project from "../../deno.json" with { type: "json" };
import { type TaskName, taskWords } from "../../benchmarks/experiment/tasks.ts";
import { inFolder } from "./commands.ts";
import { withFake } from "./slurm/fake.ts";

const ROOT = new URL("../../", import.meta.url);

/** A short run of a task. */
interface Example {
  /** OUT stands for the folder of results. */
  readonly args: readonly string[];
  /** How it ends; code 0 if left out. */
  readonly ends?: { readonly code: number; readonly stderr: RegExp };
}

const FIGURE = { args: ["--profile", "smoke", "--seeds", "1", "--dataset", "stand-in", "--quiet"] };

/** A short run of each task that runs a script, without network; in turn, on one store. */
const EXAMPLES: Readonly<Record<Exclude<TaskName, "test" | "check" | "ok">, Example>> = {
  "width-sweep": FIGURE,
  "unbalanced-sgd": FIGURE,
  "four-datasets": FIGURE,
  "rmsprop-implicit-regularization": FIGURE,
  "modified-loss": FIGURE,
  "reproduce": FIGURE,
  "collect": { args: ["width-sweep", ...FIGURE.args] },
  "slurm": { args: ["width-sweep", ...FIGURE.args] },
  "blas": { args: ["width-sweep", ...FIGURE.args] },
  "nightly": { args: [...FIGURE.args, "--history", "OUT/history"] },
  "site": { args: ["--history", "OUT/history"] },
  "serve": { args: ["--port", "70000"], ends: { code: 2, stderr: /^Expected --port to be / } },
  "data": {
    args: ["mnist"],
    ends: { code: 1, stderr: /\nExpected train-images.* but found .*Requires net access to .*\n$/ },
  },
  "compare": { args: ["OUT", "OUT"] },
  "published": { args: ["OUT/site"] },
  "engines": { args: [] },
  "bench": {
    args: ("--only sweep,steps --programs wasm --shapes 100-4-10 --rules sgd --rounds 1 " +
      "--sweep smoke --seeds 1").split(" "),
  },
  "bench-gpu": {
    args: ["--no-checks", "--networks", "", "--path", "", "--together", "", "--square", "16"],
  },
};

/** A deno that leaves the record of what was asked to the task that started it. */
const UNAUDITED = `unset DENO_AUDIT_PERMISSIONS; exec '${Deno.execPath()}' "$@"`;

/** Tasks without a flag `--out`. */
const WITHOUT_OUT: readonly string[] = ["published", "engines", "bench-gpu"];

/** Tasks for what a machine may lack, and how they say so: a GPU's driver, a library. */
const LACKING: Readonly<Record<string, RegExp>> = {
  "bench-gpu": /^Expected a GPU but found none/,
  "blas": /^Expected a BLAS library but found no (?!permission)/,
};

/** The permissions of a task's command: of each kind, the names that it is given for, if any. */
function permissionsOf(task: string): Map<string, string[]> {
  const command: string = project.tasks[task as TaskName];
  const flags = command.matchAll(/ --allow-(\w+)(?:=(\S+))?/g);
  return new Map([...flags].map(([, kind, names]) => [kind, names?.split(",") ?? []]));
}

/** What a run asked for and was given: kinds of permissions, and names as `kind=name`. */
function asked(audit: string): Set<string> {
  const lines = Deno.readTextFileSync(audit).trimEnd().split("\n");
  return new Set(lines.flatMap((line) => {
    const { permission, value } = JSON.parse(line);
    return [permission, `${permission}=${value}`];
  }));
}

/** Runs a task with exactly its permissions and network denied; says what it used of them. */
async function run(task: string, { args, ends }: Example, out: string): Promise<Set<string>> {
  const [, , ...words] = taskWords(task as TaskName);
  const hosts = permissionsOf(task).get("net") ?? [];
  const audit = join(out, `${task}.jsonl`);
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--no-prompt",
      // `--deny-net` alone leaves the hosts that are allowed by name.
      ...(hosts.length === 0 ? [] : [`--deny-net=${hosts}`]),
      ...words,
      ...args.map((word) => word.replace("OUT", out)),
      ...(WITHOUT_OUT.includes(task) ? [] : ["--out", out]),
    ],
    cwd: ROOT,
    env: {
      // an sbatch and a squeue, wherever the tests run
      ...await withFake(out, { deno: UNAUDITED }),
      IMPLICIT_BENCH_DATA: "",
      NO_COLOR: "1",
      DENO_AUDIT_PERMISSIONS: audit,
    },
  }).output();
  const text = new TextDecoder().decode(stderr);
  if (!LACKING[task]?.test(text)) {
    assert.equal(code, ends?.code ?? 0, text);
    assert.match(text, ends?.stderr ?? /^(?![^]*NotCapable)/);
  }
  assert.doesNotMatch(new TextDecoder().decode(stdout), /NotCapable/);
  return asked(audit);
}

Deno.test("each task runs with its permissions and without network, and uses all of them", async (t) => {
  await inFolder(async (out) => {
    for (const [task, example] of Object.entries(EXAMPLES)) {
      await t.step(task, async () => {
        const used = await run(task, example, out);
        for (const [kind, names] of permissionsOf(task)) {
          // The stand-in needs no network; a test of the registry compares the hosts. Deno itself is
          // started for checks that this run leaves out; on other systems than Linux, drivers look for
          // no folder of sockets; a python3 that is found is not looked for elsewhere; only the BLAS of
          // macOS has the system's version.
          if (kind === "net" || kind === "run") continue;
          assert.ok(used.has(kind), kind);
          for (const name of names) {
            if (name === "XDG_RUNTIME_DIR" && Deno.build.os !== "linux") continue;
            if (name === "osRelease" && Deno.build.os !== "darwin") continue;
            assert.ok(used.has(`${kind}=${name}`), `${kind}=${name}`);
          }
        }
      });
    }
    // Each figure was made twice: what was stored the first time could be read again.
    const runs = [...Deno.readDirSync(join(out, "results"))].map(({ name }) => name);
    assert.deepEqual(runs.filter((name) => !/^[0-9a-f]{16}$/.test(name)), []);
  });
});

Deno.test("every task has an example or only starts others", () => {
  const tasks = Object.keys(project.tasks) as TaskName[];
  const scripts = tasks.filter((task) => taskWords(task)[1] === "run");
  assert.deepEqual(scripts.toSorted(), Object.keys(EXAMPLES).toSorted());
  assert.equal(project.tasks.check, "deno fmt --check && deno lint && deno check");
  assert.equal(project.tasks.ok, "deno task check && deno task test");
});

Deno.test("no task may do everything, and only tests, benchmarks and Slurm start programs", () => {
  for (const [task, command] of Object.entries(project.tasks)) {
    assert.doesNotMatch(command, / (-A|--allow-all|--allow-import)\b/, task);
    const permissions = permissionsOf(task);
    assert.equal(permissions.has("ffi"), ["blas", "test"].includes(task), task);
    if (task === "test") {
      assert.deepEqual(permissions.get("net"), ["127.0.0.1"]);
      continue;
    }
    for (const kind of ["net", "env", "sys", "run"]) {
      assert.notDeepEqual(permissions.get(kind), [], `${task}: --allow-${kind} of everything`);
    }
    assert.equal(permissions.has("run"), ["bench", "bench-gpu", "slurm"].includes(task), task);
  }
});

Deno.test("README says what each task may do", async () => {
  const readme = await Deno.readTextFile(new URL("README.md", ROOT));
  const stated = new Map(
    [...readme.matchAll(/^\| (`[^|]+`) +\| ([^|]+?) +\| [^|]+\|$/gm)].flatMap(([, tasks, kinds]) =>
      [...tasks.matchAll(/`([\w-]+)`/g)].map(([, task]) => [task, kinds])
    ),
  );
  for (const task of [...Object.keys(EXAMPLES), "test"]) {
    assert.equal(stated.get(task), [...permissionsOf(task).keys()].join(", "), task);
  }
});
