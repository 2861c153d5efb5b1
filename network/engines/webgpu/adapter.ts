/**
 * The adapter: which GPU there is, and what it can hold.
 *
 * @module
 */

/** Limits that a device is asked to have as large as its adapter can. */
const LIMITS = [
  "maxBufferSize",
  "maxStorageBufferBindingSize",
  "maxStorageBuffersPerShaderStage",
  "maxComputeWorkgroupStorageSize",
  "maxComputeInvocationsPerWorkgroup",
  "maxComputeWorkgroupSizeX",
  "maxComputeWorkgroupSizeY",
] as const;

/** What can compute: a card, or a program that stands in for one. */
export interface AdapterDescription {
  /** As the driver says it, e.g. "NVIDIA H200". */
  readonly name: string;
  /** Whether it computes on the processor (Mesa's llvmpipe and the like). */
  readonly software: boolean;
  readonly limits: Readonly<Record<typeof LIMITS[number], number>>;
}

/** The adapter that a device would be opened on, if there is one. */
export async function describeAdapter(): Promise<AdapterDescription | undefined> {
  const adapter = await requestAdapter();
  return adapter && describe(adapter);
}

/**
 * The fastest adapter there is, a software one where there is no other.
 *
 * @throws {Error} If there is none, with what to install.
 */
export async function requireAdapter(): Promise<GPUAdapter> {
  const adapter = await requestAdapter();
  if (adapter !== undefined) return adapter;
  throw new Error(
    "Expected a GPU but found none: install the Vulkan driver of your card, or a software one " +
      "(Debian's package mesa-vulkan-drivers)",
  );
}

async function requestAdapter(): Promise<GPUAdapter | undefined> {
  silenceDrivers();
  // without a preference the first adapter is taken, which may be a software one beside a card
  const adapter = await navigator.gpu?.requestAdapter({ powerPreference: "high-performance" });
  return adapter ?? undefined;
}

/**
 * Names a folder for the sockets of a desktop where none is named: without it, Linux drivers that look
 * for one complain on standard error.
 */
function silenceDrivers(): void {
  const variable = "XDG_RUNTIME_DIR";
  if (Deno.build.os !== "linux") return;
  // Asking without permission would make Deno ask the user.
  if (Deno.permissions.querySync({ name: "env", variable }).state !== "granted") return;
  if (!Deno.env.get(variable)) Deno.env.set(variable, "/nonexistent");
}

/** What an adapter is. */
export function describe({ info, limits }: GPUAdapter): AdapterDescription {
  return {
    name: info.description || `${info.vendor} ${info.device}`,
    software: info.isFallbackAdapter,
    limits: Object.fromEntries(
      LIMITS.map((name) => [name, limits[name]]),
    ) as AdapterDescription["limits"],
  };
}
