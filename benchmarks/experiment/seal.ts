/**
 * Seals of results: they show that a stored result was changed after the run had ended. They are no
 * signature: who means to forge a result can seal it too.
 *
 * @module
 */

import { createHash } from "node:crypto";
import type { Outcome } from "../../reports/results.ts";
import { canonicalJson } from "./plan.ts";

/** An outcome as it is stored. Results of earlier versions have no seal. */
export interface SealedOutcome extends Outcome {
  readonly seal?: string;
}

/**
 * Adds the seal to an outcome.
 *
 * @param records The bytes of the run's `epochs.jsonl`.
 */
export function seal(outcome: Outcome, records: Uint8Array): SealedOutcome {
  return { ...outcome, seal: sealOf(outcome, records) };
}

/**
 * Takes the seal off an outcome.
 *
 * @throws {Error} If outcome and records are not those that were sealed.
 */
export function unseal({ seal, ...outcome }: SealedOutcome, records: Uint8Array): Outcome {
  if (seal !== undefined && seal !== sealOf(outcome, records)) {
    throw new Error("Expected the result that was written but found a changed one");
  }
  return outcome;
}

/** SHA-256 of the records and of the outcome's canonical JSON. */
function sealOf(outcome: Outcome, records: Uint8Array): string {
  return createHash("sha256").update(records).update(canonicalJson(outcome)).digest("hex");
}
