/**
 * The matrix product of a BLAS library, called on a WebAssembly memory.
 *
 * @module
 */

import { CROSSOVER, type Crossover } from "./crossover.ts";

/** A BLAS library, opened and held to one thread: runs side by side share the cores among them. */
export interface Blas {
  /** Library, version and the kernels that it chose, on which the bits of a product depend. */
  readonly variant: string;
  /** The same in words. */
  readonly description: string;
  /** The layers whose products it does. */
  readonly crossover: Crossover;
  /** Its product for the matrices in a memory. */
  productOn(memory: WebAssembly.Memory): Product;
}

/**
 * C = A B in single precision, row-major; A is (rows × k), B is (k × columns).
 *
 * @param transposeA 1 where Aᵀ is what is stored, else 0; `transposeB` likewise.
 * @param a Address of A in bytes; `b` and `c` likewise.
 * @param lda Floats from one row of what is stored to the next; `ldb` and `ldc` likewise.
 */
export type Product = (
  transposeA: number,
  transposeB: number,
  rows: number,
  columns: number,
  k: number,
  a: number,
  lda: number,
  b: number,
  ldb: number,
  c: number,
  ldc: number,
) => void;

/** A library before it is held to a memory. */
interface Library {
  readonly name: string;
  readonly version: string;
  readonly sgemm: Sgemm;
}

/** A matrix as BLAS takes it: its address, and the floats from one row to the next. */
const MATRIX = ["usize", "i32"] as const;
/** `cblas_sgemm`: order, transpositions of A and B, rows, columns, k, α, A, B, β, C. */
const SGEMM = {
  parameters: [
    "i32",
    "i32",
    "i32",
    "i32",
    "i32",
    "i32",
    "f32",
    ...MATRIX,
    ...MATRIX,
    "f32",
    ...MATRIX,
  ],
  result: "void",
} as const satisfies Deno.ForeignFunction;

/** Addresses are plain numbers: a bigint, which the types ask for, would be allocated each time. */
type Sgemm = (...parameters: number[]) => void;

/** Of `cblas.h`; what is transposed has the next number. */
const [ROW_MAJOR, NOT_TRANSPOSED] = [101, 111];

const ACCELERATE = "/System/Library/Frameworks/Accelerate.framework/Accelerate";
/** `BLAS_THREADING_SINGLE_THREADED`. */
const SINGLE_THREADED = 1;

/** Where a library may be on a system, how it is opened, and what brings it. */
interface Source {
  readonly names: readonly string[];
  readonly open: (name: string) => Library;
  readonly install: string;
}

const OPENBLAS: Source = {
  names: ["libopenblas.so.0", "libopenblas.so"],
  open: openOpenBlas,
  install: "Debian and Ubuntu have it in libopenblas0, Fedora in openblas",
};
const SOURCES: { readonly [system: string]: Source } = {
  darwin: { names: [ACCELERATE], open: openAccelerate, install: "it is a part of macOS 15" },
  windows: {
    names: ["libopenblas.dll"],
    open: openOpenBlas,
    install: "OpenBLAS has it, to be put in a folder of the PATH",
  },
};

/**
 * Opens the BLAS library of this machine: Accelerate on macOS, else OpenBLAS.
 *
 * @throws {Error} If there is none, or native code may not be called.
 */
export function openBlas(): Blas {
  const library = findLibrary();
  if ("missing" in library) {
    throw new Error(`Expected a BLAS library but found ${library.missing}`);
  }
  const { name, version, sgemm } = library;
  return {
    variant: `${name}-${version}`.replaceAll(" ", "-").toLowerCase(),
    description: `${name} ${version}`,
    crossover: CROSSOVER,
    productOn: (memory) => productOn(memory, sgemm),
  };
}

/** The library that {@link openBlas} opens, in words, or why it can't. */
export type FoundBlas = { readonly uses: string } | { readonly missing: string };

/** Looks for the library. */
export function describeBlas(): FoundBlas {
  const library = findLibrary();
  return "missing" in library ? library : { uses: `${library.name} ${library.version}` };
}

function findLibrary(): Library | { missing: string } {
  if (Deno.permissions.querySync({ name: "ffi" }).state !== "granted") {
    return { missing: "no permission to call native code: deno task blas has it" };
  }
  const { names, open, install } = SOURCES[Deno.build.os] ?? OPENBLAS;
  for (const name of names) {
    try {
      return open(name);
    } catch {
      // It is not there, or lacks what is needed; the next name may do.
    }
  }
  return { missing: `no ${names.join(" and no ")} that can be held to one thread: ${install}` };
}

function openOpenBlas(path: string): Library {
  const { symbols } = Deno.dlopen(path, {
    cblas_sgemm: SGEMM,
    openblas_set_num_threads: { parameters: ["i32"], result: "void" },
    openblas_get_config: { parameters: [], result: "pointer" },
    openblas_get_corename: { parameters: [], result: "pointer" },
  });
  symbols.openblas_set_num_threads(1);
  const [, version] = textAt(symbols.openblas_get_config()).split(" ");
  return {
    name: "OpenBLAS",
    version: `${version} ${textAt(symbols.openblas_get_corename())}`,
    sgemm: symbols.cblas_sgemm as unknown as Sgemm,
  };
}

function openAccelerate(path: string): Library {
  const { symbols } = Deno.dlopen(path, {
    cblas_sgemm: SGEMM,
    BLASSetThreading: { parameters: ["u32"], result: "i32" },
  });
  symbols.BLASSetThreading(SINGLE_THREADED);
  return {
    name: "Accelerate",
    version: Deno.osRelease(),
    sgemm: symbols.cblas_sgemm as unknown as Sgemm,
  };
}

function textAt(pointer: Deno.PointerValue): string {
  return pointer === null ? "unknown" : Deno.UnsafePointerView.getCString(pointer);
}

function productOn(memory: WebAssembly.Memory, sgemm: Sgemm): Product {
  let { buffer } = memory;
  let base = addressOf(memory);
  return (transposeA, transposeB, rows, columns, k, a, lda, b, ldb, c, ldc) => {
    if (memory.buffer !== buffer) { // it has grown, perhaps elsewhere
      buffer = memory.buffer;
      base = addressOf(memory);
    }
    sgemm(
      ROW_MAJOR,
      NOT_TRANSPOSED + transposeA,
      NOT_TRANSPOSED + transposeB,
      rows,
      columns,
      k,
      1,
      base + (a >>> 0), // WebAssembly hands addresses over as signed numbers
      lda,
      base + (b >>> 0),
      ldb,
      0,
      base + (c >>> 0),
      ldc,
    );
  };
}

function addressOf({ buffer }: WebAssembly.Memory): number {
  const bytes = new Uint8Array(buffer as ArrayBuffer);
  return Number(Deno.UnsafePointer.value(Deno.UnsafePointer.of(bytes)));
}
