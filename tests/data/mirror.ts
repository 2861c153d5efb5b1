/**
 * A local mirror that misbehaves as it is told. It speaks HTTP on bare TCP, so that a connection that
 * breaks has sent exactly the bytes that it should.
 *
 * @module
 */

/** What a mirror sends. */
export interface Answer {
  /** "200 OK" if not given. */
  readonly status?: string;
  readonly range?: string;
  /** The body that the header promises. */
  readonly body: Uint8Array;
  /** Number of its bytes that are sent before the connection ends; all of them if not given. */
  readonly sent?: number;
  /** Whether the connection is then kept open without a word. */
  readonly silent?: boolean;
}

/** A mirror that runs. */
export interface Mirror {
  /** Its base address. */
  readonly url: string;
  /** The offset that each request asked for, in order. */
  readonly offsets: readonly number[];
}

/** Runs `body` with a mirror that gives its nth answer (from 0) by `answer`; stopped afterwards. */
export async function withMirror(
  answer: (offset: number, n: number) => Answer,
  body: (mirror: Mirror) => Promise<void>,
): Promise<void> {
  const offsets: number[] = [];
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const serving = (async () => {
    for await (const connection of listener) {
      using _ = connection;
      const offset = await readOffset(connection);
      offsets.push(offset);
      await send(connection, answer(offset, offsets.length - 1));
    }
  })();
  try {
    await body({ url: `http://127.0.0.1:${listener.addr.port}/`, offsets });
  } finally {
    listener.close();
    await serving;
  }
}

/** The rest of the bytes from an offset on. */
export function rest(bytes: Uint8Array, offset: number): Answer {
  const range = `bytes ${offset}-${bytes.length - 1}/${bytes.length}`;
  return { status: "206 Partial Content", range, body: bytes.subarray(offset) };
}

async function readOffset(connection: Deno.Conn): Promise<number> {
  const decoder = new TextDecoder();
  const chunk = new Uint8Array(1024);
  let head = "";
  while (!head.includes("\r\n\r\n")) {
    const length = await connection.read(chunk);
    if (length === null) throw new Error("The client closed the connection before it had asked");
    head += decoder.decode(chunk.subarray(0, length));
  }
  return Number(/^range: bytes=(\d+)-\r$/m.exec(head)![1]);
}

async function send(connection: Deno.Conn, answer: Answer): Promise<void> {
  const { status = "200 OK", range, body, sent = body.length, silent = false } = answer;
  const head = [
    `HTTP/1.1 ${status}`,
    "connection: close",
    `content-length: ${body.length}`,
    ...(range === undefined ? [] : [`content-range: ${range}`]),
  ];
  const bytes = new Blob([`${head.join("\r\n")}\r\n\r\n`, body.slice(0, sent)]);
  try {
    await bytes.stream().pipeTo(connection.writable, { preventClose: true });
    if (silent) await connection.read(new Uint8Array(1)); // until the client has had enough
  } catch (error) {
    const left = error instanceof Deno.errors.ConnectionReset ||
      error instanceof Deno.errors.BrokenPipe;
    if (!left) throw error;
  }
}
