/**
 * The engine of a figure's runs: the one that the command names, else the one that suits the machine.
 *
 * @module
 */

import { chooseEngine } from "../../network/engines/choose.ts";
import {
  type Engine,
  type EngineName,
  type EngineOptions,
  openEngine,
  type TfjsBackend,
} from "../../network/engines/mod.ts";
import { describeAdapter } from "../../network/engines/webgpu/adapter.ts";
import { lineOf, UsageError } from "./errors.ts";

/** What a figure's settings say about the engine. */
export interface EngineSettings {
  /** Chosen by the machine where absent. */
  readonly engine?: EngineName;
  readonly tfjsBackend?: TfjsBackend;
  /** Whether a BLAS library does the products of wasm's wide layers; not where absent. */
  readonly blas?: true;
}

/** How a Worker opens the engine that is open in the main thread. */
export interface WorkerEngine extends EngineOptions {
  readonly name: EngineName;
}

/** The engine of a figure's runs. */
export interface FigureEngine {
  /** Open in this thread. */
  readonly engine: Engine;
  readonly worker: WorkerEngine;
  /** Number of Workers that it can make use of: a GPU takes one run, or one group of runs, at a time. */
  readonly workers: number;
}

/**
 * Opens the engine.
 *
 * @throws {UsageError} If a backend or a library is asked for that is no part of the engine, or this
 *   machine lacks what the engine computes with.
 */
export async function openFigureEngine(
  { engine: named, tfjsBackend, blas }: EngineSettings,
): Promise<FigureEngine> {
  if (tfjsBackend !== undefined) checkNamed(named, { flag: "--tfjs-backend", of: "tfjs" });
  if (blas) checkNamed(named, { flag: "--blas", of: "wasm" });
  const name = named ?? chooseEngine(await describeAdapter()).engine;
  const worker = { name, ...(tfjsBackend && { tfjsBackend }), ...(blas && { blas }) };
  return {
    engine: await open(worker),
    worker,
    workers: isOnGpu(worker) ? 1 : navigator.hardwareConcurrency,
  };
}

/** @throws {UsageError} If the engine that is named, if any, is not the one that the flag is of. */
function checkNamed(
  named: EngineName | undefined,
  { flag, of }: { flag: string; of: EngineName },
): void {
  if (named === of) return;
  throw new UsageError(
    `Expected ${flag} with --engine ${of} but found ${named ?? "no engine named"}`,
  );
}

/** Whether an engine trains on a GPU, which takes one run, or one group of runs, at a time. */
export function isOnGpu({ name, tfjsBackend }: WorkerEngine): boolean {
  return name === "webgpu" || tfjsBackend === "webgpu";
}

async function open({ name, ...options }: WorkerEngine): Promise<Engine> {
  try {
    return await openEngine(name, options);
  } catch (error) {
    throw new UsageError(lineOf(error));
  }
}
