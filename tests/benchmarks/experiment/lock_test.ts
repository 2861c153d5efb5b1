import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { holderText, type Lock, openLocks } from "../../../benchmarks/experiment/lock.ts";
import { inFolder } from "../commands.ts";

/** Gives the test the path of a lock in a folder in which nothing may be left at its end. */
function atPath(test: (path: string) => void | Promise<void>): () => Promise<void> {
  return () =>
    inFolder(async (folder) => {
      await test(join(folder, "run.lock"));
      assert.deepEqual([...Deno.readDirSync(folder)], []);
    });
}

/** A lock that is free or dead, taken. */
function taken(path: string, locks = openLocks()): Lock {
  const claim = locks.claim(path);
  assert.ok("lock" in claim);
  return claim.lock;
}

/** The lock of a process on another machine, at some beat. */
function writeForeign(path: string, beat: number): void {
  const content = { owner: "ab12", host: "elsewhere", pid: 7, beat };
  Deno.writeTextFileSync(path, JSON.stringify(content));
}

/** Does something while the clock of this process stands where it is told. */
function atTimes(test: (setSeconds: (seconds: number) => void) => void): void {
  const { now } = performance;
  try {
    test((seconds) => performance.now = () => 1000 * seconds);
  } finally {
    performance.now = now;
  }
}

/** A process of its own that has the locks of a lease at hand. */
async function start(script: string, leaseSeconds: number): Promise<Deno.ChildProcess> {
  const module = import.meta.resolve("../../../benchmarks/experiment/lock.ts");
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--allow-read", "--allow-write", "--allow-sys=hostname", "-"],
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  const head = `import { openLocks } from "${module}"; const locks = openLocks(${leaseSeconds});`;
  await writer.write(new TextEncoder().encode(head + script));
  await writer.close();
  return child;
}

Deno.test(
  "claim() takes a lock once, until it is released",
  atPath((path) => {
    const lock = taken(path);
    assert.equal(lock.isHeld(), true);
    const holder = { host: Deno.hostname(), pid: Deno.pid };
    assert.deepEqual(openLocks().claim(path), { holder });
    assert.deepEqual(openLocks().claim(path), { holder });
    lock.release();
    const next = taken(path);
    assert.equal(lock.isHeld(), false);
    next.release();
  }),
);

Deno.test(
  "claim() takes over after a lease in which it saw the same beat",
  atPath((path) => {
    writeForeign(path, 0);
    atTimes((setSeconds) => {
      const locks = openLocks(30);
      const isTaken = (seconds: number) => {
        setSeconds(seconds);
        return "holder" in locks.claim(path);
      };
      assert.deepEqual([0, 29.9].map(isTaken), [true, true]);
      writeForeign(path, 1); // a new beat: the lease begins anew when it is seen
      assert.deepEqual([31, 60.9].map(isTaken), [true, true]);
      setSeconds(61);
      taken(path, locks).release();
    });
  }),
);

Deno.test(
  "claim() does not ask what time it is: files and clocks may be of any date",
  atPath((path) => {
    const { now } = Date;
    try {
      for (const year of [1990, 2090]) {
        writeForeign(path, 0);
        Deno.utimeSync(path, new Date(`${year}-01-01`), new Date(`${year}-01-01`));
        atTimes((setSeconds) => {
          const locks = openLocks(30);
          setSeconds(1000);
          for (const date of [0, -1e12, 1e15]) { // the clock goes back, and ahead
            Date.now = () => date;
            assert.ok("holder" in locks.claim(path));
          }
          setSeconds(1030);
          taken(path, locks).release();
        });
      }
    } finally {
      Date.now = now;
    }
  }),
);

Deno.test(
  "claim() takes over at once where the holder was killed on this machine",
  atPath(async (path) => {
    const child = await start(`locks.claim("${path}"); console.log("held");`, 30);
    const reader = child.stdout.getReader();
    await reader.read();
    const locks = openLocks();
    assert.deepEqual(locks.claim(path), { holder: { host: Deno.hostname(), pid: child.pid } });
    child.kill("SIGKILL");
    await child.status;
    await Promise.all([reader.cancel(), child.stderr.cancel()]);
    assert.equal(existsSync(path), true);
    taken(path, locks).release();
  }),
);

Deno.test(
  "a holder finds out that it was taken over, and leaves the new lock alone",
  atPath((path) => {
    atTimes((setSeconds) => {
      const locks = openLocks(30);
      setSeconds(0);
      const late = taken(path); // suspended from now on: no timer comes between
      assert.ok("holder" in locks.claim(path));
      setSeconds(30);
      const next = taken(path, locks);
      assert.deepEqual([late.isHeld(), next.isHeld()], [false, true]);
      late.release();
      assert.equal(next.isHeld(), true);
      next.release();
    });
  }),
);

Deno.test(
  "claim() leaves a lock that another process took just before it",
  atPath((path) => {
    writeForeign(path, 0);
    const { openSync } = Deno;
    try {
      atTimes((setSeconds) => {
        const [first, second] = [openLocks(30), openLocks(30)];
        setSeconds(0);
        for (const locks of [first, second]) assert.ok("holder" in locks.claim(path));
        setSeconds(30);
        let winner: Lock | undefined;
        Deno.openSync = (file, options) => {
          if (file === `${path}.takeover`) { // the second has found the lock dead
            Deno.openSync = openSync;
            winner = taken(path, first);
          }
          return openSync(file, options);
        };
        assert.ok("holder" in second.claim(path));
        assert.equal(winner?.isHeld(), true);
        winner.release();
      });
    } finally {
      Deno.openSync = openSync;
    }
  }),
);

Deno.test(
  "claim() takes over from a holder that gives up at that moment",
  atPath((path) => {
    writeForeign(path, 0);
    const { readTextFileSync } = Deno;
    try {
      atTimes((setSeconds) => {
        const locks = openLocks(30);
        setSeconds(0);
        assert.ok("holder" in locks.claim(path));
        setSeconds(30);
        Deno.readTextFileSync = (file) => {
          const text = readTextFileSync(file);
          if (file === path && existsSync(`${path}.takeover`)) Deno.removeSync(path);
          return text;
        };
        taken(path, locks).release();
      });
    } finally {
      Deno.readTextFileSync = readTextFileSync;
    }
  }),
);

Deno.test(
  "claim() does not hang at a link to nowhere",
  atPath((path) => {
    Deno.symlinkSync("nowhere", path);
    assert.deepEqual(openLocks().claim(path), { holder: undefined });
    Deno.removeSync(path);
  }),
);

Deno.test(
  "a lock that many find dead is taken by one of them after the other",
  atPath(async (path) => {
    writeForeign(path, 0);
    const inside = JSON.stringify(`${path}.inside`);
    const script = `
      const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
      let claim = locks.claim("${path}");
      for (; !("lock" in claim); claim = locks.claim("${path}")) await pause(1);
      Deno.openSync(${inside}, { write: true, createNew: true }).close(); // throws if it is there
      await pause(20);
      if (!claim.lock.isHeld()) throw new Error("not held");
      Deno.removeSync(${inside});
      claim.lock.release();`;
    const ended = await Promise.all(Array.from({ length: 6 }, async () => {
      const { code, stderr } = await (await start(script, 0.3)).output();
      return { code, stderr: new TextDecoder().decode(stderr) };
    }));
    assert.deepEqual(ended, Array(6).fill({ code: 0, stderr: "" }));
  }),
);

Deno.test(
  "a lock is renewed while it is held",
  atPath(async (path) => {
    const lock = taken(path, openLocks(0.04));
    const first = Deno.readTextFileSync(path);
    for (let tries = 0; Deno.readTextFileSync(path) === first; tries++) {
      assert.ok(tries < 1000, "no new beat came");
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    assert.equal(lock.isHeld(), true);
    lock.release();
  }),
);

Deno.test(
  "claim() says nothing of a holder whose file is not one of a lock",
  atPath((path) => {
    for (
      const text of [
        "",
        "{",
        "[]",
        "null",
        '{"host":"a\\u001b[2J","pid":1}',
        '{"host":"a","pid":"1"}',
      ]
    ) {
      Deno.writeTextFileSync(path, text);
      assert.deepEqual(openLocks().claim(path), { holder: undefined }, text);
    }
    Deno.removeSync(path);
  }),
);

Deno.test("claim() throws where nothing can be written", () => {
  assert.throws(() => openLocks().claim("/missing/run.lock"), Deno.errors.NotFound);
});

Deno.test("holderText() names process and machine as far as they are known", () => {
  assert.equal(holderText({ host: "cluster-7", pid: 12 }), "process 12 on cluster-7");
  assert.equal(holderText({ host: "", pid: 12 }), "process 12");
  assert.equal(holderText(undefined), "another process");
});
