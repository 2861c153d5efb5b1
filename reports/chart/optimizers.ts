/**
 * How the optimizers are named and coloured: alike on every page.
 *
 * @module
 */

import { COLOURS } from "./theme.ts";

const KNOWN: Readonly<Record<string, { readonly title: string; readonly colour: string }>> = {
  "sgd": { title: "SGD", colour: COLOURS.blue },
  "adagrad": { title: "AdaGrad", colour: "#2b9a66" },
  "path-sgd": { title: "Path-SGD", colour: COLOURS.orange },
  "momentum": { title: "SGD with momentum", colour: "#1b93a3" },
  "rmsprop": { title: "RMSProp", colour: "#8f6fd1" },
  "adam": { title: "Adam", colour: "#cf5fa6" },
};

/** For rules that are a user's own, in the order in which a page meets them; then from the first. */
const FURTHER = ["#a77b2d", "#7d8b3a", "#b56576", COLOURS.grey];

/**
 * An optimizer's name as people write it: "Adam → SGD" where rules are switched. A rule that is not built
 * in keeps the name it has.
 */
export function optimizerTitle(name: string): string {
  return name.split("→").map((rule) => KNOWN[rule]?.title ?? rule).join(" → ");
}

/** The colour of each optimizer. */
export function optimizerColours(names: readonly string[]): ReadonlyMap<string, string> {
  const own = [...new Set(names)].filter((name) => !Object.hasOwn(KNOWN, name));
  return new Map(
    names.map((name) => [name, KNOWN[name]?.colour ?? FURTHER[own.indexOf(name) % FURTHER.length]]),
  );
}
