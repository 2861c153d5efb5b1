/**
 * Operations of several trainers, made one where they are alike.
 *
 * @module
 */

/** What a trainer waits for. */
interface Pending {
  /** Operations under the same key are carried out together. */
  readonly key: string;
  readonly job: unknown;
  readonly together: (jobs: unknown[]) => Promise<unknown[]>;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** Brings the operations of trainers 0, 1, … together. */
export interface Meeting {
  /**
   * Carries `job` out once every trainer that is still there has one: those under the same key together,
   * one key after the other.
   *
   * @param together Carries out jobs, and answers in their order; equal for equal keys.
   */
  join<Job, Result>(
    member: number,
    operation: { key: string; job: Job; together: (jobs: Job[]) => Promise<Result[]> },
  ): Promise<Result>;
  /** The trainer no longer holds the others up. Answers whether it was the last. */
  leave(member: number): boolean;
}

/** A meeting of `count` trainers. */
export function meeting(count: number): Meeting {
  const members = new Set(Array.from({ length: count }, (_, i) => i));
  const pending = new Map<number, Pending>();

  const carryOut = async () => {
    const groups = Map.groupBy(pending.values(), ({ key }) => key);
    pending.clear();
    for (const group of groups.values()) {
      try {
        const results = await group[0].together(group.map(({ job }) => job));
        group.forEach(({ resolve }, i) => resolve(results[i]));
      } catch (error) {
        group.forEach(({ reject }) => reject(error));
      }
    }
  };
  const carryOutIfAll = () => {
    if (members.size > 0 && pending.size === members.size) carryOut();
  };

  return {
    join: (member, { key, job, together }) =>
      new Promise((resolve, reject) => {
        pending.set(member, { key, job, together, resolve, reject } as Pending);
        carryOutIfAll();
      }),
    leave: (member) => {
      if (!members.delete(member)) return false;
      carryOutIfAll();
      return members.size === 0;
    },
  };
}
