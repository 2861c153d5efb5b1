/**
 * The real data sets, by name.
 *
 * A new set is one entry here, and one parser in `load.ts` if its format is new.
 *
 * @module
 */

import { CIFAR_10, CIFAR_100 } from "./published_cifar.ts";
import { FASHION_MNIST, MNIST } from "./published_mnist.ts";
import { SVHN } from "./published_svhn.ts";
import type { RealDatasetName, RegisteredDataset } from "./registered.ts";

/** The published data sets, by name. */
export const REGISTRY: Readonly<Record<RealDatasetName, RegisteredDataset>> = {
  "mnist": MNIST,
  "fashion-mnist": FASHION_MNIST,
  "cifar-10": CIFAR_10,
  "cifar-100": CIFAR_100,
  "svhn": SVHN,
};

/** The hosts that downloads come from, each once, sorted: what the tasks may connect to. */
export function downloadHosts(): string[] {
  const mirrors = Object.values(REGISTRY).flatMap((dataset) => dataset.mirrors);
  return [...new Set(mirrors.map((mirror) => new URL(mirror).host))].sort();
}
