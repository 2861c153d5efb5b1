/**
 * Gradient flows, integrated in float64.
 *
 * @module
 */

import type { Network } from "../../network/network.ts";
import { combined, moved } from "../../network/vectors.ts";

/** dω/dt at these weights. */
export type Velocity = (network: Network) => Promise<Network>;

/**
 * Where the flow dω/dt = v(ω) is after some time, by the classical Runge–Kutta method of order 4.
 *
 * @param options.steps Number of steps; one as long as the discrete step it is compared with leaves an
 *   error two orders below the differences looked for.
 */
export async function flow(
  start: Network,
  { velocity, time, steps }: { velocity: Velocity; time: number; steps: number },
): Promise<Network> {
  const h = time / steps;
  let network = start;
  for (let step = 0; step < steps; step++) {
    const k1 = await velocity(network);
    const k2 = await velocity(moved(network, { times: h / 2, direction: k1 }));
    const k3 = await velocity(moved(network, { times: h / 2, direction: k2 }));
    const k4 = await velocity(moved(network, { times: h, direction: k3 }));
    network = combined(
      [network, k1, k2, k3, k4],
      ([w, a, b, c, d]) => w + h / 6 * (a + 2 * b + 2 * c + d),
    );
  }
  return network;
}
