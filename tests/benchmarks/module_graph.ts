/**
 * Which npm packages a module imports at once, and which only where it asks for them later: from
 * Deno's own graph of the modules, which runs none of them.
 *
 * @module
 */

/** The graph of a module. */
export interface ModuleGraph {
  /** Names of all packages that its code imports, in alphabetical order. */
  readonly packages: string[];
  /** Names of those that a module of the graph has loaded before its first line runs. */
  packagesAtOnce(path: string): string[];
}

/** What `deno info --json` says of a graph, as far as it is read here. */
interface Info {
  readonly modules: readonly Module[];
  readonly redirects: Readonly<Record<string, string>>;
}

interface Module {
  readonly specifier: string;
  readonly dependencies?: readonly Dependency[];
}

/** One import. It has no code where it is of types alone. */
interface Dependency {
  readonly code?: { readonly specifier: string };
  readonly isDynamic?: boolean;
}

const ROOT = new URL("../../", import.meta.url);

/**
 * The graph of the module at a path of the repository.
 *
 * @throws {Error} If Deno finds no such module.
 */
export async function modulesFrom(path: string): Promise<ModuleGraph> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["info", "--json", path],
    cwd: ROOT,
  }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
  const { modules, redirects }: Info = JSON.parse(new TextDecoder().decode(stdout));
  const imports = modules.flatMap(({ specifier, dependencies = [] }) =>
    dependencies.flatMap(({ code, isDynamic = false }) =>
      code === undefined ? [] : [{ by: specifier, of: resolved(code.specifier), isDynamic }]
    )
  );
  function resolved(specifier: string): string {
    return redirects[specifier] ?? specifier;
  }
  return {
    packages: packagesAmong(imports.map((one) => one.of)),
    packagesAtOnce(path) {
      const atOnce = Map.groupBy(imports.filter((one) => !one.isDynamic), (one) => one.by);
      const reached = new Set([new URL(path, ROOT).href]);
      for (const specifier of reached) { // which also visits what is added on the way
        for (const { of } of atOnce.get(specifier) ?? []) reached.add(of);
      }
      return packagesAmong(reached);
    },
  };
}

/** The names in specifiers like `npm:/vega@6.4.0`, each once. */
function packagesAmong(specifiers: Iterable<string>): string[] {
  const names = [...specifiers].flatMap((text) => text.match(/^npm:\/(.+)@/)?.[1] ?? []);
  return [...new Set(names)].sort();
}
