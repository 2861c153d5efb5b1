/**
 * The machine and program that compute a figure.
 *
 * @module
 */

import { readFileSync } from "node:fs";
import { cpus } from "node:os";
import type { Engine } from "../../network/engines/mod.ts";
import type { Environment } from "../../reports/results.ts";
import project from "../../deno.json" with { type: "json" };
import { engineId } from "./train.ts";

/** Describes this machine and program, now. */
export function environment(engine: Engine): Environment {
  return {
    ...machine(),
    engine: `${engineId(engine)}: ${engine.description}`,
    date: new Date().toISOString(),
  };
}

/** Describes this machine and program, whatever trains. */
export function machine(): Omit<Environment, "engine" | "date"> {
  const commit = gitCommit(new URL("../../.git/", import.meta.url));
  const cpu = processor();
  return {
    version: project.version,
    ...(commit === undefined ? {} : { commit }),
    deno: Deno.version.deno,
    v8: Deno.version.v8,
    os: `${Deno.build.os} ${Deno.build.arch}`,
    ...(cpu === undefined ? {} : { cpu }),
    cores: navigator.hardwareConcurrency,
  };
}

/**
 * The commit that a checkout is at, read from its `.git` folder, so that no program has to be
 * started; undefined where there is no such folder, or no commit in it.
 */
export function gitCommit(git: URL): string | undefined {
  const head = textOf(new URL("HEAD", git))?.trim();
  const commit = head?.startsWith("ref: ") ? commitOf(head.slice("ref: ".length), git) : head;
  return commit !== undefined && /^[0-9a-f]{40,64}$/.test(commit) ? commit : undefined;
}

/** What a branch points at. A name that leads out of the folder is no branch's. */
function commitOf(ref: string, git: URL): string | undefined {
  if (!/^refs\/[^\s:\\]+$/.test(ref) || ref.includes("..")) return undefined;
  const packed = () => {
    const lines = textOf(new URL("packed-refs", git))?.split("\n") ?? [];
    return lines.find((line) => line.endsWith(` ${ref}`))?.split(" ")[0];
  };
  return textOf(new URL(ref, git))?.trim() ?? packed();
}

/** The processor's model; undefined where the system does not tell, or may not be asked. */
function processor(): string | undefined {
  // Asking without permission would make Deno ask the user.
  const { state } = Deno.permissions.querySync({ name: "sys", kind: "cpus" });
  return state === "granted" ? cpus()[0]?.model : undefined;
}

function textOf(path: URL): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined; // not there, or not for us to read
  }
}
