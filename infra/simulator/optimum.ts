import type { Assumptions } from './assumptions.ts';
import type { Deployment } from './deployment.ts';
import type { Piece } from './work.ts';

/**
 * When the same work could be done at the earliest by somebody who knows what comes: a bound that nothing beats, and that may not be
 * reached.
 *
 * All instances are ordered at the first arrival `t₀` and are ready at `t₀ + start`; those that are always there work from `t₀` on. Work is
 * spread over all slots without a gap, and nothing is done before it arrives. For each arrival `t`, with `W(t)` the work in slots'
 * seconds that arrives at `t` or later, the end is no earlier than `t` plus the time in which that many slots do `W(t)`; nor than
 * when the longest piece that arrives at `t` is done. For a burst that is `start + max(W / (max × slots), longest piece)`.
 * Where starts take longer at one time than at another (`instanceStartSpread`), this is for the usual one, and luck may beat it.
 *
 * @returns seconds after the first arrival
 */
export function clairvoyantDrain(pieces: readonly Piece[], deployment: Deployment, assumptions: Assumptions): number {
  const done = pieces.filter(({ end }) => end === 'done').toSorted((a, b) => b.job.arrivesAt - a.job.arrivesAt);
  const start = done.at(-1)?.job.arrivesAt;
  if (start === undefined) return 0;
  const { service, instances, slots } = deployment;
  const max = Math.min(service.max, instances.max);
  const { instanceStartSeconds, warmStartSeconds } = assumptions;
  // Ordered, too: those that stopped instances of a warm pool bring.
  const here = Math.max(service.min, instances.min);
  const steps = [
    { from: start, slots: here * slots },
    ...(instances.warm > 0
      ? [{ from: start + warmStartSeconds, slots: Math.min(max, here + instances.warm) * slots }]
      : []),
    { from: start + instanceStartSeconds, slots: max * slots },
  ];
  let work = 0;
  let bound = start;
  for (const { seconds, job } of done) {
    work += seconds;
    const first = steps.find((step) => step.slots > 0)?.from ?? start;
    bound = Math.max(bound, Math.max(job.arrivesAt, first) + seconds, endOf(work, job.arrivesAt, steps));
  }
  return bound - start;
}

/** @param steps how many slots there are from when on, in order */
function endOf(work: number, from: number, steps: readonly { from: number; slots: number }[]): number {
  let left = work;
  let now = from;
  for (const [index, step] of steps.entries()) {
    const until = steps[index + 1]?.from ?? Number.POSITIVE_INFINITY;
    if (until <= now) continue;
    now = Math.max(now, step.from);
    const possible = step.slots > 0 ? (until - now) * step.slots : 0;
    if (possible >= left) return now + left / step.slots;
    left -= possible;
    now = until;
  }
  return now;
}
