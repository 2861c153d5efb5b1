/**
 * The tar reader, a module of its own so that it is loaded with the first archive: most commands meet
 * none.
 *
 * @module
 */

// @ts-types="@types/tar-stream"
export { extract } from "tar-stream";
