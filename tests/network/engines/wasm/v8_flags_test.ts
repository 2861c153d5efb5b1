import assert from "node:assert/strict";
import project from "../../../../deno.json" with { type: "json" };
import { v8Flags } from "../../../../network/engines/wasm/v8_flags.ts";

for (const arch of new Set([Deno.build.arch, "aarch64"])) {
  Deno.test(`Deno starts with V8's flags for ${arch}`, async () => {
    const { code, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["eval", `--v8-flags=${v8Flags(arch)}`, "0"],
    }).output();
    assert.equal(code, 0, new TextDecoder().decode(stderr));
  });
}

Deno.test("the tasks that may train set V8's flags as the script prints them", async () => {
  const script = "network/engines/wasm/v8_flags.ts";
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["run", script],
    cwd: new URL("../../../../", import.meta.url),
  }).output();
  assert.equal(new TextDecoder().decode(stdout), `${v8Flags(Deno.build.arch)}\n`);
  const tasks = Object.entries<string>(project.tasks);
  const set = tasks.filter(([, line]) => line.startsWith(`DENO_V8_FLAGS=$(deno run ${script}) `));
  assert.deepEqual(set.map(([name]) => name).toSorted(), [
    "bench",
    "blas",
    "engines",
    "four-datasets",
    "nightly",
    "reproduce",
    "rmsprop-implicit-regularization",
    "test",
    "unbalanced-sgd",
    "width-sweep",
  ]);
});
