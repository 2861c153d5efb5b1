import assert from "node:assert/strict";
import { queuedTasks } from "../../../../benchmarks/experiment/slurm/commands.ts";
import { waitForJob } from "../../../../benchmarks/experiment/slurm/wait.ts";
import { withFakeHere } from "../../slurm/fake.ts";

/** Gives the test a squeue that answers from a list, the last answer for ever. */
function withQueue(answers: readonly string[], test: () => Promise<void>): () => Promise<void> {
  const cases = answers.map((answer, i) => `${i === answers.length - 1 ? "*" : i}) ${answer};;`);
  const squeue = `count=$(dirname "$0")/count; n=$(cat "$count" 2>/dev/null || echo 0)
    echo $((n + 1)) > "$count"
    case $n in ${cases.join("\n")} esac`;
  return withFakeHere({ squeue }, test);
}

/** Waits for a job of three runs; gives the lines that were shown. */
async function wait(
  finished: () => number,
  signal: AbortSignal = new AbortController().signal,
): Promise<string[]> {
  const lines: string[] = [];
  await waitForJob({
    job: "7",
    runs: 3,
    finished,
    screen: { terminal: false, columns: () => 80, write: (line) => lines.push(line) },
    signal,
    lookMilliseconds: 1,
  });
  return lines;
}

const TWO = "echo RUNNING; echo PENDING; echo PENDING; echo COMPLETING";
const NONE = ":";
const SILENT = "echo 'slurm_load_jobs error: Unable to contact slurm controller' >&2; exit 1";
const FORGOTTEN = "echo 'slurm_load_jobs error: Invalid job id specified' >&2; exit 1";

Deno.test(
  "queuedTasks() counts the tasks that have not ended",
  withQueue([TWO, NONE, FORGOTTEN, SILENT], async () => {
    assert.deepEqual(await queuedTasks("7"), { running: 1, waiting: 2 });
    assert.deepEqual(await queuedTasks("7"), { running: 0, waiting: 0 });
    assert.deepEqual(await queuedTasks("7"), { running: 0, waiting: 0 });
    assert.equal(
      await queuedTasks("7"),
      "slurm_load_jobs error: Unable to contact slurm controller",
    );
  }),
);

Deno.test(
  "waitForJob() ends when the runs are finished, and prints what changes",
  withQueue([TWO], async () => {
    let looks = 0;
    assert.deepEqual(await wait(() => looks++ < 3 ? 1 : 3), [
      "1 of 3 runs finished; tasks of Slurm job 7: 1 running, 2 waiting\n",
      "3 of 3 runs finished; tasks of Slurm job 7: 1 running, 2 waiting\n",
    ]);
  }),
);

Deno.test(
  "waitForJob() takes a job for ended that two looks in a row don't find",
  withQueue([NONE, TWO, SILENT, NONE, NONE, TWO], async () => {
    let looks = 0;
    const none = () => {
      looks++;
      return 0;
    };
    assert.deepEqual(await wait(none), [
      "0 of 3 runs finished; tasks of Slurm job 7: 0 running, 0 waiting\n",
      "0 of 3 runs finished; tasks of Slurm job 7: 1 running, 2 waiting\n",
      "0 of 3 runs finished; tasks of Slurm job 7: squeue: slurm_load_jobs error: Unable to contact " +
      "slurm controller\n",
      "0 of 3 runs finished; tasks of Slurm job 7: 0 running, 0 waiting\n",
    ]);
    assert.equal(looks, 5);
  }),
);

Deno.test(
  "waitForJob() ends at the signal",
  withQueue([TWO], async () => {
    const stop = new AbortController();
    let looks = 0;
    await wait(() => {
      if (looks++ === 2) stop.abort();
      return 0;
    }, stop.signal);
    assert.equal(looks, 3);
  }),
);
