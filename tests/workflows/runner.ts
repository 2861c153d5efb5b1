/**
 * Runs a workflow's commands on this machine: jobs in the order of their needs, each with a folder of its
 * own, its matrix, environment and outputs. Of the actions, those that carry files from job to job are
 * done here; the others need GitHub and are passed over.
 *
 * @module
 */

import { cpSync, existsSync } from "node:fs";
import { basename, join } from "node:path";
import { parse } from "yaml";

/** A workflow, as far as this needs it. */
export interface Workflow {
  readonly env?: Values;
  readonly permissions?: Values;
  readonly jobs: Readonly<Record<string, Job>>;
}

/** A job of a workflow. */
export interface Job {
  readonly needs?: string | readonly string[];
  readonly permissions?: Values;
  readonly env?: Values;
  readonly outputs?: Values;
  readonly strategy?: { readonly matrix: Readonly<Record<string, readonly unknown[]>> };
  readonly steps: readonly Step[];
}

/** A step of a job. */
export interface Step {
  readonly id?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Values;
  readonly env?: Values;
  readonly "continue-on-error"?: boolean;
}

type Values = Readonly<Record<string, string | number | boolean>>;

/** How a workflow is run here. */
export interface RunOptions {
  /** An empty folder for everything. */
  readonly folder: string;
  /** Fills a job's folder with what a checkout would. */
  readonly checkout: (folder: string) => void;
  /** In place of the workflow's variables of these names, wherever they stand. */
  readonly env: Values;
  /** In place of a job's matrix. */
  readonly matrix?: Readonly<Record<string, readonly Values[]>>;
}

/** Parses a workflow. */
export function readWorkflow(path: URL): Workflow {
  return parse(Deno.readTextFileSync(path));
}

/**
 * Runs all commands of a workflow.
 *
 * @returns What each printed, by job and place: "night/7".
 * @throws {Error} If one fails that may not; the error has what it printed.
 */
export async function runWorkflow(
  workflow: Workflow,
  options: RunOptions,
): Promise<Record<string, string>> {
  const printed: Record<string, string> = {};
  const outputs: Record<string, { outputs: Record<string, string> }> = {};
  for (const [name, job] of inOrder(workflow.jobs)) {
    const copies = options.matrix?.[name] ?? matrixOf(job);
    for (const [copy, matrix] of copies.entries()) {
      const directory = join(options.folder, `${name}-${copy}`);
      Deno.mkdirSync(directory);
      if (job.steps.some(({ uses }) => uses?.startsWith("actions/checkout@"))) {
        options.checkout(directory);
      }
      const context: Context = {
        matrix,
        strategy: { "job-total": copies.length },
        needs: outputs,
        steps: {},
        github: { token: "token", repository: "owner/name" },
      };
      for (const [place, step] of job.steps.entries()) {
        const env = [workflow.env, job.env, step.env].map((env) => filled(env, context));
        const variables = Object.assign({}, ...env, options.env);
        const done = { step, context, directory, options, variables, at: `${name}/${place}` };
        if (step.run === undefined) carry(done);
        else printed[done.at] = await runStep(step.run, done);
      }
      outputs[name] = { outputs: filled(job.outputs, context) };
    }
  }
  return printed;
}

interface Context {
  readonly matrix: Values;
  readonly strategy: Values;
  readonly github: Values;
  readonly needs: Readonly<Record<string, { readonly outputs: Values }>>;
  readonly steps: Record<string, { outputs: Record<string, string> }>;
}

interface StepContext {
  readonly step: Step;
  readonly at: string;
  readonly context: Context;
  readonly directory: string;
  readonly variables: Values;
  readonly options: RunOptions;
}

/** The jobs, each after those that it needs. */
function inOrder(jobs: Workflow["jobs"]): [string, Job][] {
  const ordered: [string, Job][] = [];
  const add = (name: string) => {
    if (ordered.some(([known]) => known === name)) return;
    for (const needed of [jobs[name].needs ?? []].flat()) add(needed);
    ordered.push([name, jobs[name]]);
  };
  Object.keys(jobs).forEach(add);
  return ordered;
}

function matrixOf({ strategy }: Job): Values[] {
  if (strategy === undefined) return [{}];
  const [[name, values]] = Object.entries(strategy.matrix);
  return name === "include"
    ? values as Values[]
    : values.map((value) => ({ [name]: value as string }));
}

async function runStep(
  run: string,
  { step, at, context, directory, variables }: StepContext,
): Promise<string> {
  const output = await Deno.makeTempFile();
  const { code, stdout, stderr } = await new Deno.Command("bash", {
    args: ["--noprofile", "--norc", "-eo", "pipefail", "-c", fill(run, context)],
    cwd: directory,
    env: {
      ...Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, `${value}`])),
      GITHUB_OUTPUT: output,
      GITHUB_STEP_SUMMARY: "/dev/null",
      NO_COLOR: "1",
    },
  }).output();
  const lines = (await Deno.readTextFile(output)).split("\n").filter((line) => line !== "");
  await Deno.remove(output);
  if (step.id !== undefined) {
    const pairs = lines.map((line) => line.split(/=(.*)/s).slice(0, 2));
    context.steps[step.id] = { outputs: Object.fromEntries(pairs) };
  }
  const text = new TextDecoder();
  const printed = text.decode(stdout) + text.decode(stderr);
  if (code === 0 || step["continue-on-error"]) return printed;
  throw new Error(`Expected step ${at} to end with 0 but found ${code}: ${printed}`);
}

/** Carries files between a job's folder and the workflow's artifacts. */
function carry({ step, context, directory, options: { folder } }: StepContext): void {
  const action = step.uses?.split("@")[0];
  const { name, path, pattern } = filled(step.with, context);
  const artifacts = join(folder, "artifacts");
  if (action === "actions/upload-pages-artifact") {
    copyFiles(join(directory, path), join(artifacts, "github-pages"));
  } else if (action === "actions/upload-artifact") {
    copyFiles(join(directory, path), join(artifacts, name));
  } else if (action === "actions/download-artifact") {
    const isWanted = (found: string) =>
      pattern === undefined ? found === name : found.startsWith(pattern.replace("*", ""));
    for (const artifact of Deno.readDirSync(artifacts)) {
      if (isWanted(artifact.name)) copyFiles(join(artifacts, artifact.name), join(directory, path));
    }
  }
}

/** Copies a folder, but for hidden files, as the actions do; a missing one is passed over. */
function copyFiles(from: string, to: string): void {
  if (!existsSync(from)) return;
  const filter = (path: string) => path === from || !basename(path).startsWith(".");
  cpSync(from, to, { recursive: true, filter });
}

function filled(values: Values = {}, context: Context): Record<string, string> {
  const isOurs = (value: unknown) => !String(value).includes("hashFiles(");
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => isOurs(value))
      .map(([name, value]) => [name, fill(`${value}`, context)]),
  );
}

/** A text with its expressions in place; they are names with dots, such as `matrix.shard`. */
function fill(text: string, context: Context): string {
  return text.replaceAll(/\$\{\{ (.*?) \}\}/g, (_, expression: string) => {
    let value: unknown = context;
    for (const name of expression.split(".")) value = (value as Record<string, unknown>)?.[name];
    if (value === undefined) throw new Error(`Expected a known name but found ${expression}`);
    return String(value);
  });
}
