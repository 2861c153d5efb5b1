/** Python processes that the speed benchmarks talk to. @module */

/** Interpreters that are tried in turn. */
const INTERPRETERS = ["python3", "/usr/bin/python3"];

/** A Python process that answers each line of JSON with one. */
export interface Python {
  ask(request: unknown): Promise<unknown>;
  close(): void;
}

/** Starts a script of this folder on a Python that has PyTorch, if there is one. */
export async function startPytorch(script: string): Promise<Python | undefined> {
  for (const interpreter of INTERPRETERS) {
    if (await hasTorch(interpreter)) return start(interpreter, script);
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

function start(interpreter: string, script: string): Python {
  const child = new Deno.Command(interpreter, {
    args: [new URL(script, import.meta.url).pathname],
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
