/**
 * Programs in the place of Slurm's, for tests that need none.
 *
 * @module
 */

import { join } from "node:path";
import { inFolder } from "../commands.ts";

/** What the programs do, in the words of a shell. */
export interface Fake {
  readonly sbatch?: string;
  readonly squeue?: string;
  /** The deno that commands start; the one that runs the tests where absent. */
  readonly deno?: string;
}

/** An sbatch that does the tasks one after the other; options end at the first command. */
export const AT_ONCE = `
  for script; do :; done
  for i in $(sed -n '/^[^#]/q; s/^#SBATCH --array=//p' "$script" | tr , ' '); do
    SLURM_ARRAY_TASK_ID=$i sh "$script" > $i.log 2>&1
  done
  echo 42`;

/** An sbatch that leaves the tasks to others. */
export const NEVER = "echo 42";

/** Writes the programs into a folder; gives the environment in which a command finds them. */
export async function withFake(
  folder: string,
  { sbatch = NEVER, squeue = ":", ...others }: Fake,
) {
  const programs = join(folder, "programs");
  await Deno.mkdir(programs, { recursive: true });
  for (const [name, text] of Object.entries({ sbatch, squeue, ...others })) {
    const file = join(programs, name);
    await Deno.writeTextFile(file, `#!/bin/sh\n${text}\n`);
    await Deno.chmod(file, 0o755);
  }
  return { PATH: `${programs}:${Deno.env.get("PATH")}` };
}

/** Gives the test a folder of its own, with the programs in the place of Slurm's for this process. */
export function withFakeHere(
  fake: Fake,
  test: (folder: string) => Promise<void>,
): () => Promise<void> {
  return () =>
    inFolder(async (folder) => {
      const env = await withFake(folder, fake);
      const { Command } = Deno;
      // Not the PATH of this process, for other files are tested in it at the same time.
      Deno.Command = class extends Command {
        constructor(program: string | URL, options?: Deno.CommandOptions) {
          super(program, { ...options, env });
        }
      };
      try {
        await test(folder);
      } finally {
        Deno.Command = Command;
      }
    });
}
