import assert from "node:assert/strict";
import { DATASET_NAMES } from "../../data/dataset.ts";
import { downloadHosts, REGISTRY } from "../../data/registry.ts";

const datasets = Object.values(REGISTRY);

Deno.test("REGISTRY gives every set two mirrors, over HTTPS before HTTP", () => {
  for (const { title, mirrors } of datasets) {
    assert(mirrors.length >= 2, title);
    const protocols = mirrors.map((mirror) => /^(https?):\/\/.+\/$/.exec(mirror)?.[1]);
    assert.equal(protocols[0], "https", title);
    assert.deepEqual(protocols, protocols.toSorted().reverse(), title);
  }
});

Deno.test("REGISTRY has the data sets that can be asked for, but for the stand-in", () => {
  const names = DATASET_NAMES.filter((name) => name !== "stand-in");
  assert.deepEqual(Object.keys(REGISTRY), names);
  assert.deepEqual(datasets.map(({ name }) => name), names);
});

Deno.test("REGISTRY gives every file a hash that no other has", () => {
  const hashes = datasets.flatMap(({ downloads, files }) => [
    ...downloads.map(({ sha256 }) => sha256),
    ...files.flatMap(({ sha256 }) => sha256 ?? []),
  ]);
  for (const hash of hashes) assert.match(hash, /^[0-9a-f]{64}$/);
  assert.equal(new Set(hashes).size, hashes.length);
});

Deno.test("REGISTRY puts downloads where a layout finds them", () => {
  for (const { downloads, files, layouts } of datasets) {
    const places = layouts.map((layout) => files.map(({ name }) => layout.replace("*", name)));
    const found = places.some((paths) =>
      downloads.every(({ path }) => paths.includes(path)) &&
      paths.every((path) => downloads.some((download) => download.path === path))
    );
    assert(found);
  }
});

Deno.test("REGISTRY's hosts are those that the tasks may connect to, and no others", async () => {
  const config = JSON.parse(await Deno.readTextFile(new URL("../../deno.json", import.meta.url)));
  const tasks: Record<string, string | { command: string }> = config.tasks;
  let checked = 0;
  for (const [name, task] of Object.entries(tasks)) {
    const command = typeof task === "string" ? task : task.command;
    for (const [, list] of command.matchAll(/--allow-net(?:=(\S+))?/g)) {
      const hosts = (list ?? "anywhere").split(",").filter((host) => !host.startsWith("127.0.0.1"));
      if (list !== undefined && hosts.length === 0) continue; // local servers of the tests
      assert.deepEqual(hosts.sort(), downloadHosts(), `task ${name}`);
      checked++;
    }
  }
  assert(checked > 0);
});

Deno.test("data/README.md names every set with its files, sizes and hashes", async () => {
  const readme = await Deno.readTextFile(new URL("../../data/README.md", import.meta.url));
  for (const { title, downloads, files, layouts, mirrors } of datasets) {
    const facts = [
      title,
      ...downloads.flatMap(({ path, bytes, sha256 }) => [
        path,
        bytes.toLocaleString("en-US"),
        sha256,
      ]),
      ...files.flatMap(({ name, sha256 }) => [name, sha256 ?? name]),
      ...layouts,
      ...mirrors,
    ];
    for (const fact of facts) assert(readme.includes(fact), `${title}: ${fact}`);
  }
});
