/** PyTorch in a process of its own. @module */

import { type Conversation, converse } from "./conversation.ts";

/** How to get PyTorch. */
export const NO_PYTORCH = "python3 can't import torch: pip install torch, or on Debian " +
  "apt-get install python3-torch libopenblas0";

/** Interpreters that are tried in turn. */
const INTERPRETERS = ["python3", "/usr/bin/python3"];

/** Starts a script of this folder on a Python that has PyTorch, if there is one. */
export async function startPytorch(
  script: string,
  args: readonly string[] = [],
): Promise<Conversation | undefined> {
  const interpreter = await findTorch();
  if (interpreter === undefined) return undefined;
  return converse(interpreter, [new URL(script, import.meta.url).pathname, ...args]);
}

/** The first interpreter that can import PyTorch, if there is one; looked for once. */
export function findTorch(): Promise<string | undefined> {
  return withTorch ??= firstWithTorch();
}

let withTorch: Promise<string | undefined> | undefined;

async function firstWithTorch(): Promise<string | undefined> {
  for (const interpreter of INTERPRETERS) {
    if (await hasTorch(interpreter)) return interpreter;
  }
  return undefined;
}

async function hasTorch(interpreter: string): Promise<boolean> {
  try {
    const { success } = await new Deno.Command(interpreter, {
      args: ["-c", "import torch"],
      stdout: "null",
      stderr: "null",
    }).output();
    return success;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
