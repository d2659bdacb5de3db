import { aroundOne, type Random, seeded } from './random.ts';
import type { Job } from './work.ts';

/** Instances that are lost at one moment. */
export interface Loss {
  readonly at: number;
  /** Of those that are there. */
  readonly share: number;
  /** Every second one without notice, or all with Spot's. */
  readonly sudden: 'half' | 'none';
}

/** What happens to a deployment. Seconds count from the start. */
export interface Trace {
  readonly name: string;
  readonly about: string;
  readonly jobs: readonly Job[];
  /** Temporal's figures are missing from one second until before another. */
  readonly blind: readonly { readonly from: number; readonly to: number }[];
  readonly losses: readonly Loss[];
}

/**
 * The worst second of a minute with a scaler that looks each ten seconds: what it orders comes just after ECS has looked for tasks
 * without a place, which it does each minute.
 */
const ARRIVAL = 96;
const HOUR = 3_600;
const DAY = 24 * HOUR;

/** Videos that are submitted at once, of which one in five is urgent and one in five can wait. */
export function burst(videos: number, minutes: number, seed: number, at = ARRIVAL): Trace {
  const random = seeded(seed);
  const jobs = Array.from({ length: videos }, () => ({ arrivesAt: at, priority: priorityOf(random), minutes }));
  return { name: 'burst', about: `${videos} videos of ${minutes} min at once`, jobs, blind: [], losses: [] };
}

/** A day: arrivals at random around a sinusoid, from a tenth of the peak at four in the morning to the peak at four in the afternoon. */
export function diurnal(peakPerHour: number, seed: number): Trace {
  const random = seeded(seed);
  const jobs: Job[] = [];
  for (let at = 0; at < DAY; ) {
    // Poisson arrivals at the peak's rate, thinned to the rate of the hour (Lewis and Shedler 1979).
    at += (-Math.log(1 - random()) * HOUR) / peakPerHour;
    const share = 0.55 - 0.45 * Math.cos((2 * Math.PI * (at - 4 * HOUR)) / DAY);
    if (at < DAY && random() < share)
      jobs.push({ arrivesAt: Math.ceil(at), priority: priorityOf(random), minutes: 8 * aroundOne(random, 0.6) });
  }
  return { name: 'diurnal', about: `a day, up to ${peakPerHour} videos an hour`, jobs, blind: [], losses: [] };
}

/** A burst in which one of the first videos kills every worker that takes it. */
export function poison(videos: number, minutes: number, seed: number): Trace {
  const { jobs, ...trace } = burst(videos, minutes, seed);
  const [first, ...rest] = jobs;
  const poisoned = first ? [{ ...first, priority: 1, poisoned: true }] : [];
  return { ...trace, name: 'poison', about: `${trace.about}, one kills its workers`, jobs: [...poisoned, ...rest] };
}

/** A burst during which a third of the instances is lost. */
export function workerLoss(videos: number, minutes: number, seed: number, at: number): Trace {
  const trace = burst(videos, minutes, seed);
  const about = `${trace.about}, Spot takes a third, half of that without notice`;
  return { ...trace, name: 'worker-loss', about, losses: [{ at, share: 1 / 3, sudden: 'half' }] };
}

/** A burst that comes just when Temporal's figures go missing for ten minutes. */
export function blind(videos: number, minutes: number, seed: number): Trace {
  const trace = burst(videos, minutes, seed);
  const about = `${trace.about}, no figures in its first 10 min`;
  return { ...trace, name: 'blind', about, blind: [{ from: ARRIVAL, to: ARRIVAL + 600 }] };
}

/** The same few videos again and again, further apart than the scaler's cooldown. */
export function sawtooth(videos: number, minutes: number, seed: number): Trace {
  const jobs = Array.from({ length: 9 }, (_, i) => burst(videos, minutes, seed + i, ARRIVAL + i * 1_200).jobs).flat();
  return {
    name: 'sawtooth',
    about: `${videos} videos of ${minutes} min each 20 min, 9 times`,
    jobs,
    blind: [],
    losses: [],
  };
}

function priorityOf(random: Random): number {
  const drawn = random();
  if (drawn < 0.2) return drawn < 0.1 ? 1 : 2;
  return drawn < 0.8 ? 3 : drawn < 0.9 ? 4 : 5;
}
