/**
 * Times of code that runs on this thread.
 *
 * @module
 */

/** Slices that a measurement is cut into; the best of them counts. */
const SLICES = 10;

/**
 * Seconds that a call takes: the least over slices of many calls, so that what else the machine does in
 * between does not count. As long again is spent before, in which V8's optimising compiler takes the
 * code over.
 *
 * @param seconds How long to measure.
 */
export function leastTime(run: () => void, seconds: number): number {
  callsWithin(run, seconds / 2);
  const calls = Math.max(1, Math.round(2 * callsWithin(run, seconds / 2) / SLICES));
  return Math.min(...Array.from({ length: SLICES }, () => timeOf(run, calls)));
}

/** How many calls there is time for, at least one. */
function callsWithin(run: () => void, seconds: number): number {
  const end = performance.now() + 1000 * seconds;
  let calls = 0;
  do {
    run();
    calls++;
  } while (performance.now() < end);
  return calls;
}

/** Mean seconds of so many calls. */
function timeOf(run: () => void, calls: number): number {
  const start = performance.now();
  for (let call = 0; call < calls; call++) run();
  return (performance.now() - start) / 1000 / calls;
}
