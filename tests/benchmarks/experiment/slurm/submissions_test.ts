import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import {
  submissionsOf,
  submitScript,
} from "../../../../benchmarks/experiment/slurm/submissions.ts";
import { withFakeHere } from "../../slurm/fake.ts";

const RUNS = ["00000000000000ab", "00000000000000cd"];
const submission = { name: "figure-1", script: "#!/bin/sh\n", runs: RUNS, options: [] };

Deno.test(
  "submitScript() gives the logs names that Slurm leaves as they are, and hands on options",
  withFakeHere({ sbatch: 'printf "%s\\n" "$@" > words; echo 42' }, async (folder) => {
    const slurm = join(folder, "100%", "slurm");
    const options = ["--partition=main", "--time=2:00:00"];
    const directory = join(slurm, "figure-1-1");
    assert.deepEqual(await submitScript(slurm, { ...submission, options }), {
      job: "42",
      runs: RUNS,
      directory,
    });
    assert.deepEqual((await Deno.readTextFile(join(directory, "words"))).trim().split("\n"), [
      "--parsable",
      `--output=${folder}/100%%/slurm/figure-1-1/%a.log`,
      "--partition=main",
      "--time=2:00:00",
      "job.sh",
    ]);
    assert.equal(await Deno.readTextFile(join(directory, "job.sh")), "#!/bin/sh\n");
  }),
);

Deno.test(
  "submissionsOf() gives the submissions of a figure's stage in their order",
  withFakeHere({}, async (folder) => {
    for (let i = 0; i < 11; i++) await submitScript(folder, submission);
    await submitScript(folder, { ...submission, name: "figure-2" });
    await Deno.writeTextFile(join(folder, "figure-1-3", "job.json"), "{");
    await Deno.writeTextFile(join(folder, "figure-1-4", "job.json"), '{"job":"1;id","runs":[]}');
    const numbers = [1, 2, 5, 6, 7, 8, 9, 10, 11];
    assert.deepEqual(
      submissionsOf(folder, "figure-1"),
      numbers.map((n) => ({
        job: "42",
        runs: RUNS,
        directory: join(folder, `figure-1-${n}`),
      })),
    );
    assert.deepEqual(submissionsOf(join(folder, "missing"), "figure-1"), []);
  }),
);

const REFUSED: { what: string; sbatch: string; message: string }[] = [
  {
    what: "what sbatch refuses",
    sbatch: "echo 'sbatch: error: invalid partition specified: no' >&2; exit 1",
    message: "Expected sbatch to take the job but found: invalid partition specified: no",
  },
  {
    what: "an sbatch that does not say the number of the job",
    sbatch: "echo Submitted",
    message: "Expected sbatch to print the number of the job but found: Submitted",
  },
];

for (const { what, sbatch, message } of REFUSED) {
  Deno.test(
    `submitScript() refuses ${what}, and leaves nothing of the submission`,
    withFakeHere({ sbatch }, async (folder) => {
      const refused = { name: "UsageError", message };
      await assert.rejects(() => submitScript(join(folder, "slurm"), submission), refused);
      assert.deepEqual([...Deno.readDirSync(join(folder, "slurm"))], []);
    }),
  );
}

Deno.test(
  "submitScript() refuses a folder that Slurm can't name logs in",
  withFakeHere({}, async (folder) => {
    const slurm = join(folder, "a\\b");
    await assert.rejects(() => submitScript(slurm, submission), {
      name: "UsageError",
      message: `Expected --out without \\, which Slurm takes for itself, but found ${slurm}`,
    });
    assert.ok(!existsSync(slurm));
  }),
);
