/**
 * Programs that the speed benchmarks talk to: each request is a line of JSON, and so is its answer.
 *
 * @module
 */

/** A process that answers. */
export interface Conversation {
  /** @throws {Error} If the process ends before it answers. */
  ask(request: unknown): Promise<unknown>;
  /** Ends the process. */
  close(): void;
}

/** Starts a program; what it writes to standard error is seen. */
export function converse(command: string, args: readonly string[]): Conversation {
  const child = new Deno.Command(command, { args: [...args], stdin: "piped", stdout: "piped" })
    .spawn();
  const writer = child.stdin.getWriter();
  const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  let ended = false;
  child.status.then(() => ended = true);
  return {
    ask: async (request) => {
      // Where the process has ended, the missing answer tells.
      await writer.write(new TextEncoder().encode(`${JSON.stringify(request)}\n`)).catch(() => {});
      while (!text.includes("\n")) {
        const { value, done } = await reader.read();
        if (done) throw new Error(`Expected an answer from ${command} but found that it had ended`);
        text += value;
      }
      const [line] = text.split("\n", 1);
      text = text.slice(line.length + 1);
      return JSON.parse(line);
    },
    close: () => {
      if (!ended) child.kill();
    },
  };
}
