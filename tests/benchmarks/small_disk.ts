/**
 * Disks that fill up, for tests: a file system in memory where this process may mount one.
 *
 * @module
 */

import { statfsSync } from "node:fs";
import { inFolder } from "./commands.ts";

/** A folder on a disk whose free space is set. */
export interface SmallDisk {
  readonly folder: string;
  /** Leaves so many blocks of 4 KiB free, or as much as a test ever needs. */
  limit(blocks?: number): void;
}

/** The blocks of a disk that nothing fills. */
const PLENTY = 4096;

/** Mounts a file system, or changes or unmounts it; says whether that went well. */
function mount(command: "mount" | "umount", ...args: string[]): boolean {
  try {
    return new Deno.Command(command, { args, stderr: "null" }).outputSync().success;
  } catch {
    return false; // there is no such program
  }
}

/** Gives the test a disk of its own. */
export function onSmallDisk(test: (disk: SmallDisk) => Promise<void>): Promise<void> {
  return inFolder(async (folder) => {
    if (!mount("mount", "-t", "tmpfs", "-o", `size=${4 * PLENTY}k`, "tmpfs", folder)) {
      throw new Error(`Expected to mount a file system on ${folder} but found no permission`);
    }
    try {
      await test({
        folder,
        limit(blocks = PLENTY) {
          const { blocks: all, bfree, bsize } = statfsSync(folder);
          const size = Math.min(all - bfree + blocks, PLENTY) * bsize;
          mount("mount", "-o", `remount,size=${size}`, folder);
        },
      });
    } finally {
      mount("umount", folder);
    }
  });
}

/** Makes what is in a folder read-only, for the time of the test. */
export async function readOnly<T>(folder: string, test: () => Promise<T>): Promise<T> {
  mount("mount", "--bind", folder, folder);
  mount("mount", "-o", "remount,bind,ro", folder);
  try {
    return await test();
  } finally {
    mount("umount", folder);
  }
}

/** Whether this process may mount file systems. */
const mayMount = await inFolder((folder) => {
  const mounted = mount("mount", "-t", "tmpfs", "tmpfs", folder);
  return Promise.resolve(mounted && mount("umount", folder));
});

if (!mayMount) {
  console.log(
    "Skipping the tests on small and read-only disks: no permission to mount one; what fails is a " +
      "write that is made to fail",
  );
}

/** A test that is skipped where no disk can be mounted. */
export function diskTest(name: string, fn: () => Promise<void>): void {
  Deno.test({ name, ignore: !mayMount, fn });
}
