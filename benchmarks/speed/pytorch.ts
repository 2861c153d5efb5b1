/** PyTorch on one thread, in a process of its own, as a peer. @module */

import type { Missing, Peer, Work } from "./peer.ts";

/** Interpreters that are tried in turn. */
const INTERPRETERS = ["python3", "/usr/bin/python3"];

/** Starts PyTorch, or says how to get it. */
export async function pytorch(work: Work): Promise<Peer | Missing> {
  for (const interpreter of INTERPRETERS) {
    if (!await hasTorch(interpreter)) continue;
    const { ask, close } = start(interpreter);
    const version = await ask({
      examples: work.train.count,
      inputs: work.train.inputs,
      classes: work.train.classes,
      batch_size: work.batchSize,
      ...work.hyper,
    });
    return {
      name: `PyTorch ${version}, 1 thread`,
      prepare: async (width) => {
        await ask({ width });
        return { time: async (steps) => await ask({ steps }) as number, close: () => {} };
      },
      close,
    };
  }
  return {
    name: "PyTorch",
    reason: "python3 can't import torch: pip install torch, or on Debian " +
      "apt-get install python3-torch libopenblas0",
  };
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

/** A Python process that answers each line of JSON with one. */
function start(
  interpreter: string,
): { ask: (request: unknown) => Promise<unknown>; close: () => void } {
  const child = new Deno.Command(interpreter, {
    args: [new URL("./pytorch.py", import.meta.url).pathname],
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  return {
    ask: async (request) => {
      await writer.write(new TextEncoder().encode(`${JSON.stringify(request)}\n`));
      while (!text.includes("\n")) {
        const { value, done } = await reader.read();
        if (done) throw new Error("PyTorch ended before it answered");
        text += value;
      }
      const end = text.indexOf("\n");
      const answer = JSON.parse(text.slice(0, end));
      text = text.slice(end + 1);
      return answer;
    },
    close: () => child.kill(),
  };
}
