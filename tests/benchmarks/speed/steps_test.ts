/** Who is timed, how often, and what becomes of it: with programs whose steps take what they are told. */

import assert from "node:assert/strict";
import { type Conversation, converse } from "../../../benchmarks/speed/conversation.ts";
import type { Entry, Variant } from "../../../benchmarks/speed/programs.ts";
import { measureShape, type ShapeOptions } from "../../../benchmarks/speed/steps.ts";
import { inFolder } from "../commands.ts";

/** What a program is asked, with the milliseconds that it says a step takes. */
type Asked = { milliseconds: number; request: Record<string, unknown> };

/** A variant of a program that does nothing, and notes what it is asked. */
function idle(milliseconds: number, { asked, label }: { asked: Asked[]; label?: string }): Variant {
  const conversation: Conversation = {
    ask: (request) => {
      asked.push({ milliseconds, request: request as Record<string, unknown> });
      if ("open" in (request as object)) return Promise.resolve({ name: "idle 1" });
      if ("prepare" in (request as object)) return Promise.resolve(null);
      return Promise.resolve({ milliseconds, memory: milliseconds * 1e6 });
    },
    close: () => {},
  };
  return { ...(label === undefined ? {} : { label }), start: () => Promise.resolve(conversation) };
}

/** Measures the smallest network. */
function measure(programs: readonly Entry[], options: Partial<ShapeOptions>) {
  return inFolder((folder) =>
    measureShape({
      folder,
      programs,
      sizes: [2, 1, 2],
      rules: ["momentum", "sgd", "path-sgd"],
      rounds: 5,
      signal: new AbortController().signal,
      note: () => {},
      ...options,
    })
  );
}

Deno.test("the fastest way of a program counts, and memory under the first rule", async () => {
  const asked: Asked[] = [];
  const variants = [idle(30, { asked, label: "slow" }), idle(20, { asked, label: "quick" })];
  const entry: Entry = { id: "idle", own: false, rules: ["momentum", "sgd"], variants };
  const { programs, missing, failed, steps } = await measure([entry], {});
  assert.deepEqual(programs, [{ id: "idle", name: "idle 1", own: false }]);
  assert.deepEqual([missing, failed], [[], []]);
  const timing = {
    program: "idle",
    sizes: [2, 1, 2],
    times: [20, 20, 20, 20, 20],
    configuration: "quick",
  };
  assert.deepEqual(steps, [
    { ...timing, rule: "momentum", memory: 20e6 },
    { ...timing, rule: "sgd" },
  ]);
});

Deno.test("a timing has as many steps as fill its slice, and programs take turns", async () => {
  const asked: Asked[] = [];
  const programs = [0.01, 30].map((time, i): Entry => ({
    id: `idle-${i}`,
    own: true,
    rules: ["sgd"],
    variants: [idle(time, { asked })],
  }));
  await measure(programs, { rounds: 3 });
  const timings = asked.filter(({ request }) => "time" in request).slice(-6);
  assert.deepEqual(
    timings.map(({ milliseconds, request }) => [milliseconds, request.time]),
    [[0.01, 10_000], [30, 3], [0.01, 10_000], [30, 3], [0.01, 10_000], [30, 3]],
  );
});

Deno.test("Path-SGD takes turns with SGD, in a process of its own", async () => {
  const asked: Asked[] = [];
  const rules = ["momentum", "sgd", "path-sgd"] as const;
  const entry: Entry = { id: "idle", own: true, rules, variants: [idle(50, { asked })] };
  const { steps } = await measure([entry], { rounds: 2 });
  assert.equal(asked.filter(({ request }) => "open" in request).length, 2);
  assert.deepEqual(steps.map(({ rule }) => rule), ["momentum", "sgd", "path-sgd"]);
});

Deno.test("a slow program leaves after three rounds", async () => {
  const entry: Entry = {
    id: "idle",
    own: false,
    rules: ["sgd"],
    variants: [idle(201, { asked: [] })],
  };
  const { steps } = await measure([entry], { rounds: 9 });
  assert.deepEqual(steps[0].times, [201, 201, 201]);
});

Deno.test("a program that is not here is named once, with how to get it", async () => {
  const reason = "install it";
  const absent: Variant = { start: () => Promise.resolve({ name: "absent", reason }) };
  const entry: Entry = { id: "absent", own: false, rules: ["sgd"], variants: [absent, absent] };
  assert.deepEqual(await measure([entry], {}), {
    programs: [],
    missing: [{ name: "absent", reason }],
    failed: [],
    steps: [],
  });
});

Deno.test("a program that dies on its way is named, and the others go on", async () => {
  const script = `
    for await (const _ of Deno.stdin.readable) {
      console.log(JSON.stringify({ name: "mortal 1" }));
      break;
    }
  `;
  const mortal: Variant = {
    start: () => Promise.resolve(converse("deno", ["eval", script])),
  };
  const asked: Asked[] = [];
  const { programs, missing, failed, steps } = await measure([
    { id: "mortal", own: false, rules: ["momentum", "sgd"], variants: [mortal] },
    { id: "idle", own: false, rules: ["sgd"], variants: [idle(50, { asked })] },
  ], { rounds: 1 });
  assert.deepEqual(programs.map(({ id }) => id), ["mortal", "idle"]);
  assert.deepEqual(missing, []);
  assert.deepEqual(failed, [{
    name: "mortal 1 on 2-1-2",
    reason: "Expected an answer from deno but found that it had ended",
  }]);
  assert.deepEqual(steps.map(({ program, rule }) => [program, rule]), [["idle", "sgd"]]);
});

Deno.test("a signal ends it", async () => {
  const stop = new AbortController();
  const entry: Entry = {
    id: "idle",
    own: true,
    rules: ["sgd"],
    variants: [idle(50, { asked: [] })],
  };
  const note = () => stop.abort();
  await assert.rejects(measure([entry], { signal: stop.signal, note }), { name: "AbortError" });
});
