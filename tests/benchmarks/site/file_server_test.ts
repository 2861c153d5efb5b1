import assert from "node:assert/strict";
import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { fileServer } from "../../../benchmarks/site/file_server.ts";
import { inFolder, run, task } from "../commands.ts";

async function inSite(test: (folder: string) => Promise<void>): Promise<void> {
  await inFolder(async (folder) => {
    const site = join(folder, "site");
    Deno.mkdirSync(join(site, "empty"), { recursive: true });
    Deno.writeTextFileSync(join(folder, "secret.html"), "secret");
    Deno.writeTextFileSync(join(site, "index.html"), "<p>index");
    Deno.writeTextFileSync(join(site, "a b.svg"), "<svg/>");
    symlinkSync(join(folder, "secret.html"), join(site, "link.html"));
    await test(site);
  });
}

const ask = (folder: string, path: string, method = "GET") =>
  fileServer(folder)(new Request(`http://127.0.0.1${path}`, { method }));

Deno.test("files are served with their types", () =>
  inSite(async (site) => {
    const index = await ask(site, "/");
    assert.equal(index.status, 200);
    assert.equal(index.headers.get("content-type"), "text/html; charset=utf-8");
    assert.equal(await index.text(), "<p>index");
    const drawing = await ask(site, "/a%20b.svg?from=index");
    assert.equal(drawing.headers.get("content-type"), "image/svg+xml");
    assert.equal(await drawing.text(), "<svg/>");
    const head = await ask(site, "/index.html", "HEAD");
    assert.equal(head.headers.get("content-length"), "8");
    assert.equal(await head.text(), "");
  }));

Deno.test("what is outside of the folder, or not there, is not found", () =>
  inSite(async (site) => {
    const paths = [
      "/none.html",
      "/empty",
      "/link.html",
      "/..%2fsecret.html",
      "/%2e%2e/secret.html",
    ];
    for (const path of [...paths, "/%zz", "/index.html%00", "/..%5csecret.html"]) {
      const answer = await ask(site, path);
      assert.equal(answer.status, 404, path);
      assert.equal(await answer.text(), "Not found\n");
    }
  }));

Deno.test("nothing but reading is allowed", () =>
  inSite(async (site) => {
    for (const method of ["POST", "PUT", "DELETE"]) {
      const answer = await ask(site, "/index.html", method);
      assert.equal(answer.status, 405);
      assert.equal(answer.headers.get("allow"), "GET, HEAD");
    }
  }));

Deno.test("deno task serve shows a site at 127.0.0.1 until it is interrupted", () =>
  inSite(async (site) => {
    const out = join(site, "..");
    await using server = task("serve", ["--port", "0", "--out", out]).spawn();
    const lines = server.stdout.pipeThrough(new TextDecoderStream()).getReader();
    const address = (await lines.read()).value!.trim();
    assert.match(address, /^http:\/\/127\.0\.0\.1:\d+\/$/);
    assert.equal(await (await fetch(address)).text(), "<p>index");
    server.kill("SIGINT");
    assert.equal((await server.status).code, 0);
    await lines.cancel();
  }));

Deno.test("deno task serve without a site says so", async () => {
  const { code, stderr } = await run("serve", "--out /nowhere");
  assert.equal(code, 2);
  const folder = join("/nowhere", "site");
  assert.equal(stderr, `Expected a site in ${folder} but found none: run a figure first\n`);
});
