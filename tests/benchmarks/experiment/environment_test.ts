import assert from "node:assert/strict";
import { pathToFileURL } from "node:url";
import { environment, gitCommit } from "../../../benchmarks/experiment/environment.ts";
import project from "../../../deno.json" with { type: "json" };
import { fakeEngine } from "./fixtures.ts";

const COMMIT = "0123456789abcdef0123456789abcdef01234567";

/** The commit that is read from a `.git` folder with these files. */
function commitOf(files: Record<string, string>): string | undefined {
  const folder = Deno.makeTempDirSync();
  try {
    Deno.mkdirSync(`${folder}/refs/heads`, { recursive: true });
    for (const [name, text] of Object.entries(files)) {
      Deno.writeTextFileSync(`${folder}/${name}`, text);
    }
    return gitCommit(pathToFileURL(`${folder}/`));
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

Deno.test("gitCommit() follows HEAD to its branch", () => {
  const files = { "HEAD": "ref: refs/heads/main\n", "refs/heads/main": `${COMMIT}\n` };
  assert.equal(commitOf(files), COMMIT);
});

Deno.test("gitCommit() finds a branch that was packed", () => {
  const packed = `# pack-refs\nffff refs/heads/other\n${COMMIT} refs/heads/main\n`;
  assert.equal(commitOf({ "HEAD": "ref: refs/heads/main\n", "packed-refs": packed }), COMMIT);
});

Deno.test("gitCommit() takes a HEAD that names a commit itself", () => {
  assert.equal(commitOf({ "HEAD": `${COMMIT}\n` }), COMMIT);
});

Deno.test("gitCommit() finds none outside a checkout or before the first commit", () => {
  assert.equal(commitOf({}), undefined);
  assert.equal(commitOf({ "HEAD": "ref: refs/heads/main\n" }), undefined);
});

Deno.test("gitCommit() reads no file outside the folder, and takes nothing for a commit that is none", () => {
  const secret = "refs/secret";
  for (const ref of ["refs/../refs/secret", "../secret", "/etc/hostname", "file:///etc/hostname"]) {
    assert.equal(commitOf({ "HEAD": `ref: ${ref}\n`, [secret]: `${COMMIT}\n` }), undefined);
  }
  assert.equal(commitOf({ "HEAD": `ref: ${secret}\n`, [secret]: "password\n" }), undefined);
  assert.equal(commitOf({ "HEAD": "password\n" }), undefined);
});

Deno.test("environment() describes program, machine and engine", () => {
  const found = environment(fakeEngine({}));
  assert.equal(found.version, project.version);
  assert.equal(found.deno, Deno.version.deno);
  assert.equal(found.os, `${Deno.build.os} ${Deno.build.arch}`);
  assert.equal(found.cores, navigator.hardwareConcurrency);
  assert.equal(found.engine, "reference/float64: answers as scripted");
  assert.match(found.date, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
});
