/**
 * A real Slurm of one node on this machine, for the tests: munge, slurmctld and slurmd with all their
 * files in one folder, on ports that are free, ended with the test.
 *
 * @module
 */

import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { inFolder } from "../commands.ts";

/** Whether a missing Slurm makes tests fail instead of being skipped. */
export const required = Deno.env.get("REQUIRE_SLURM") === "1";

/** The programs that a node is made of; Debian has them in slurm-wlm and munge. */
const PROGRAMS = ["munged", "slurmctld", "slurmd", "sbatch", "squeue", "scancel", "sinfo"];

/** Whether this machine has what a node is made of. */
export const installed = PROGRAMS.every((name) => placeOf(name) !== undefined);

if (!installed && !required) {
  console.log("Skipping the test on a real Slurm: no slurmctld, slurmd and munged found");
}

/** A Slurm that is up. */
export interface OneNode {
  /** The environment of commands that are to find it. */
  readonly env: Record<string, string>;
  /** Runs one of its programs and gives what it printed. */
  readonly call: (program: string, ...args: string[]) => Promise<string>;
}

/**
 * Gives the test a Slurm with a number of slots. After the test, however that ended, nothing is left of
 * it: no job, no process, no file.
 */
export async function withOneNode(slots: number, test: (node: OneNode) => Promise<void>) {
  assert.ok(installed, `Expected ${PROGRAMS.join(", ")} but found one of them missing`);
  await inFolder(async (folder) => {
    await Deno.chmod(folder, 0o755); // munge refuses folders that others could write to
    const env = { SLURM_CONF: join(folder, "slurm.conf") };
    const call = (program: string, ...args: string[]) => output(program, { args, env });
    const socket = join(folder, "munge.socket");
    const user = await call("id", "--user", "--name");
    await Deno.writeTextFile(env.SLURM_CONF, slurmConf({ folder, slots, socket, user }));
    const key = crypto.getRandomValues(new Uint8Array(1024));
    await Deno.writeFile(join(folder, "munge.key"), key, { mode: 0o400 });
    for (const name of ["state", "spool"]) await Deno.mkdir(join(folder, name));
    const daemons: Deno.ChildProcess[] = [];
    try {
      const files = ["key", "pid", "log", "seed"]
        .map((name) => `--${name}-file=${join(folder, `munge.${name}`)}`);
      daemons.push(
        daemon("munged", { args: ["--foreground", `--socket=${socket}`, ...files], env }),
      );
      await until("munged to open its socket", () => existsSync(socket));
      daemons.push(daemon("slurmctld", { args: ["-D", "-i"], env }));
      daemons.push(daemon("slurmd", { args: ["-D", "-N", "one"], env }));
      await until("the node to be idle", async () => {
        return await call("sinfo", "--noheader", "--format=%T").catch(() => "") === "idle";
      });
      await test({ env, call }).finally(async () => {
        await call("scancel", `--user=${user}`);
        await until("all jobs to end", async () => await call("squeue", "--noheader") === "");
      });
    } finally {
      for (const process of daemons.toReversed()) {
        process.kill("SIGTERM");
        await process.status;
      }
    }
  });
}

/** What slurmctld, slurmd and all of Slurm's commands read. */
function slurmConf(
  { folder, slots, socket, user }: {
    folder: string;
    slots: number;
    socket: string;
    user: string;
  },
): string {
  const [controllerPort, nodePort] = freePorts(2);
  const [host] = Deno.hostname().split(".");
  return `ClusterName=test
SlurmctldHost=${host}(127.0.0.1)
SlurmctldPort=${controllerPort}
SlurmdPort=${nodePort}
SlurmUser=${user}
SlurmdUser=${user}
AuthType=auth/munge
AuthInfo=socket=${socket}
CredType=cred/munge
StateSaveLocation=${folder}/state
SlurmdSpoolDir=${folder}/spool
SlurmctldPidFile=${folder}/slurmctld.pid
SlurmdPidFile=${folder}/slurmd.pid
SlurmctldLogFile=${folder}/slurmctld.log
SlurmdLogFile=${folder}/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
MpiDefault=none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
ReturnToService=2
KillWait=5
NodeName=one NodeHostname=${host} NodeAddr=127.0.0.1 CPUs=${slots} State=UNKNOWN
PartitionName=main Nodes=one Default=YES MaxTime=INFINITE State=UP
`;
}

/** A program with its arguments and what is added to its environment. */
interface Call {
  readonly args: string[];
  readonly env: Record<string, string>;
}

/** Starts a program that goes on; what it has to say is in its log. */
function daemon(program: string, call: Call): Deno.ChildProcess {
  const silent = { stdin: "null", stdout: "null", stderr: "null" } as const;
  return new Deno.Command(placeOf(program)!, { ...call, ...silent }).spawn();
}

/** What a program prints, without the blanks around it. */
async function output(program: string, call: Call): Promise<string> {
  const { code, stdout, stderr } = await new Deno.Command(program, call).output();
  const text = new TextDecoder();
  assert.equal(code, 0, `${program} ${call.args.join(" ")}: ${text.decode(stderr)}`);
  return text.decode(stdout).trim();
}

/** Ports of this machine that nothing listens at. */
function freePorts(count: number): number[] {
  const listeners = Array.from(
    { length: count },
    () => Deno.listen({ hostname: "127.0.0.1", port: 0 }),
  );
  const ports = listeners.map(({ addr }) => addr.port);
  for (const listener of listeners) listener.close();
  return ports;
}

/** Waits for something, at most two minutes. */
export async function until(what: string, condition: () => boolean | Promise<boolean>) {
  for (let tries = 0; !await condition(); tries++) {
    assert.ok(tries < 1200, `Expected ${what} within two minutes`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Path of a program; daemons are not on every user's PATH. */
function placeOf(program: string): string | undefined {
  const folders = [...(Deno.env.get("PATH") ?? "").split(":"), "/usr/sbin", "/sbin"];
  return folders.map((folder) => join(folder, program)).find((path) => existsSync(path));
}
