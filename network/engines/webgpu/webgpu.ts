/**
 * The WebGPU engine: WGSL generated for one setup, on the GPU that Deno finds. Data, weights and states
 * stay there; a pass is one call and one readback.
 *
 * @module
 */

import type { Network } from "../../network.ts";
import { checkBatch, checkOrder, checkSetup } from "../check.ts";
import type { Engine, OptimizerState, Trainer, TrainerSetup } from "../engine.ts";
import { settle } from "../settle.ts";
import { type Device, openDevice } from "./device.ts";
import { type Networks, networks } from "./networks.ts";
import { type Meeting, meeting } from "./replicas.ts";

/**
 * Opens the WebGPU engine on the fastest GPU there is, a software one where there is no other.
 *
 * @throws {Error} If there is none, with what to install.
 */
export async function webgpuEngine(): Promise<Engine> {
  const device = await openDevice();
  const { name, software } = device.adapter;
  return {
    name: "webgpu",
    variant: name,
    description: `WebGPU on ${name}${software ? ", a software GPU" : ""}`,
    trainer: async (setup) => (await webgpuTrainers(device, setup, 1))[0],
    trainers: (setup, count) => webgpuTrainers(device, setup, count),
  };
}

async function webgpuTrainers(
  device: Device,
  setup: TrainerSetup,
  count: number,
): Promise<Trainer[]> {
  checkSetup(setup);
  if (!Number.isInteger(count) || count < 1) {
    throw new RangeError(`Expected at least one network but found ${count}`);
  }
  const group = await networks(device, setup, count);
  const all = meeting(count);
  return Array.from({ length: count }, (_, replica) => trainer(replica, { setup, group, all }));
}

function trainer(
  replica: number,
  { setup, group, all }: { setup: TrainerSetup; group: Networks; all: Meeting },
): Trainer {
  const { batchSize } = setup;
  let steps = 0;
  const gradientNorms = async (order: Uint32Array, scale?: Network) => {
    checkOrder(order, setup);
    return await all.join(replica, {
      key: `gradients of ${order.length}${scale ? ", scaled" : ""}`,
      job: { replica, order, scale },
      together: group.gradientNorms,
    });
  };
  return {
    write: (network) => settle(() => group.write(replica, network)),
    read: () => all.join(replica, { key: "weights", job: replica, together: group.read }),
    readState: () => all.join(replica, { key: "state", job: replica, together: group.readState }),
    writeState: (state: OptimizerState, made) =>
      settle(() => {
        group.writeState(replica, state);
        steps = made;
      }),
    epoch: async (order, hyper) => {
      checkOrder(order, setup);
      const evaluation = await all.join(replica, {
        key: `epoch of ${order.length}`,
        job: { replica, order, hyper, made: steps },
        together: group.epoch,
      });
      steps += Math.ceil(order.length / batchSize);
      return evaluation;
    },
    evaluate: (set) =>
      all.join(replica, {
        key: `evaluation of ${set}`,
        job: replica,
        together: (replicas) => group.evaluate(replicas, set),
      }),
    gradient: async (order) => {
      checkBatch(order, setup);
      return (await gradientNorms(order)).mean; // of one mini-batch
    },
    gradientNorms,
    close: () => {
      if (all.leave(replica)) group.free();
    },
  };
}
