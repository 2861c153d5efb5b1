/**
 * Exit codes of the commands.
 *
 * @module
 */

/** How a command ended. */
export const EXIT = {
  done: 0,
  failed: 1,
  usage: 2,
  interrupted: 130, // as shells report a command that Ctrl-C ended
  terminated: 143, // the same for SIGTERM
};
