/**
 * The data sets: fetched and verified, read from the published files, or drawn by the program, and
 * what is done to their images.
 *
 * @module
 */

export * from "./dataset.ts";
export * from "./display.ts";
export * from "./download.ts";
export * from "./errors.ts";
export * from "./load.ts";
export * from "./noise.ts";
export * from "./obtain.ts";
export * from "./registered.ts";
export * from "./registry.ts";
export * from "./split.ts";
export * from "./stand_in.ts";
export * from "./transforms.ts";
