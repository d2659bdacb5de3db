import type { AnswerOf } from '../../client/index.ts';

type Point = AnswerOf<'fleetHistory'>['points'][number];

/** When the scaling policy came to want another number of workers, and why. */
export interface Decision {
  readonly at: string;
  readonly queue: string;
  readonly from: number | null;
  readonly to: number;
  readonly reason: string | null;
}

/** What the policy decided over some time, the last first. @param points the oldest first */
export function decisionsIn(points: readonly Point[]): Decision[] {
  const last = new Map<string, number>();
  const decisions: Decision[] = [];
  for (const { at, queues } of points) {
    for (const { name, wanted, reason } of queues) {
      if (wanted === null) continue;
      const before = last.get(name);
      last.set(name, wanted);
      if (before !== undefined && before !== wanted)
        decisions.push({ at, queue: name, from: before, to: wanted, reason });
    }
  }
  return decisions.reverse();
}
