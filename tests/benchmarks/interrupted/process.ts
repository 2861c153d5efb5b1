/**
 * A process that does the runs and is killed or suspended on its way, at one of its file operations:
 * before it, or half-way where it is a write. What happens between two operations leaves no trace on the
 * disk.
 *
 * Arguments: the engine, the store's folder, and the moment as JSON. It says so before it is suspended.
 *
 * @module
 */

import { type EngineName, openEngine } from "../../../network/engines/mod.ts";
import { doRuns, type Moment, planOn } from "./runs.ts";

const [name, folder, moment] = Deno.args;
const { signal, after, on = "", onceKept }: Moment = JSON.parse(moment);
const engine = await openEngine(name as EngineName);
const waitingFor = new Set(onceKept ? planOn(engine).map(({ id }) => id) : []);
const paths = new WeakMap<Deno.FsFile, string>();
let count = 0;

/** Whether the moment has come with this operation. */
function isNow(path: string): boolean {
  return waitingFor.size === 0 && path.includes(on) && count++ === after;
}

function interrupt(): void {
  if (signal === "SIGSTOP") console.log("suspended");
  Deno.kill(Deno.pid, signal);
}

const { openSync, renameSync } = Deno;
const { writeSync, syncDataSync } = Deno.FsFile.prototype;

Deno.openSync = (path, options) => {
  if (isNow(String(path))) interrupt();
  const file = openSync(path, options);
  paths.set(file, String(path));
  return file;
};

Deno.renameSync = (from, to) => {
  if (isNow(String(from))) interrupt();
  renameSync(from, to);
};

Deno.FsFile.prototype.writeSync = function (bytes) {
  if (isNow(paths.get(this)!)) {
    const written = writeSync.call(this, bytes.subarray(0, bytes.length / 2));
    interrupt();
    return written;
  }
  return writeSync.call(this, bytes);
};

Deno.FsFile.prototype.syncDataSync = function () {
  if (isNow(paths.get(this)!)) interrupt();
  syncDataSync.call(this);
};

await doRuns(engine, { folder, onCheckpoint: (id) => waitingFor.delete(id) });
