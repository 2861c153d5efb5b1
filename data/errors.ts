/**
 * The errors that a user of the data room meets. Each message is one line that names the file, the
 * place in it, what was expected and what was found.
 *
 * @module
 */

/** A data file or folder is not what it should be. */
export class DataError extends Error {
  override readonly name: string = "DataError";
}

/** A file could not be fetched from any of its mirrors: no network, or none of them has it. */
export class DownloadError extends DataError {
  override readonly name = "DownloadError";
}
