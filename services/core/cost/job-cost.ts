import type { VideoCodec } from '../rendition.ts';
import type { PricedRegion } from './ec2-prices.ts';
import type { Place } from './places.ts';
import { ASSUMED_GPU_SPEED, type Basis, BUSY_SHARE, SPREAD } from './speeds.ts';
import { cpuSeconds, type LadderWork, sum, type WorkRendition, workBasis } from './work.ts';

/** What a job takes on one worker of a kind, and what that costs while it works: no idle time, storage or traffic. */
export interface JobCost {
  readonly where: string;
  /** Of one worker that does nothing else. More workers take less time, and cost the same. */
  readonly hours: number;
  readonly usd: number;
  /** Between what an easy and what a hard picture costs; for a card between what it may do. */
  readonly usdLeast: number;
  readonly usdMost: number;
  /** How its speed is known. `given`: by whoever asks. */
  readonly speed: Basis | 'given';
  /** Every price was read in a source. */
  readonly pricesChecked: boolean;
  /** Of the oldest price. */
  readonly priceDate: string;
  readonly priceRegion: PricedRegion;
}

/**
 * dollars = hours × dollars an hour. hours, the longer of:
 * CPU: CPU seconds / (vCPUs × share that is busy) / 3600, with a vCPU taken to be as fast as a core of the machine that was measured;
 * card: pixels of the rungs × frames / pixels a second, summed over codecs, / 3600.
 *
 * @param timesRealTime how fast one worker encodes the whole ladder, where the user knows better
 */
export function jobCost(work: LadderWork, place: Place, timesRealTime?: number): JobCost {
  const { hours, least, most, speed } =
    timesRealTime === undefined ? estimated(work, place) : given(work, timesRealTime);
  return {
    where: place.name,
    hours,
    usd: hours * place.usdHour,
    usdLeast: hours * least * place.usdHour,
    usdMost: hours * most * place.usdHour,
    speed,
    pricesChecked: place.prices.every(({ checked }) => checked),
    priceDate: place.prices.map(({ date }) => date).sort()[0] ?? '',
    priceRegion: place.region,
  };
}

interface Duration {
  readonly hours: number;
  /** Multiples of it. */
  readonly least: number;
  readonly most: number;
  readonly speed: JobCost['speed'];
}

function given({ seconds }: LadderWork, timesRealTime: number): Duration {
  return { hours: seconds / timesRealTime / 3600, least: 1, most: 1, speed: 'given' };
}

function estimated(work: LadderWork, place: Place): Duration {
  const onGpu = ({ codec, fitsGpu }: WorkRendition) => fitsGpu && place.gpuCodecs.includes(codec);
  const byCpu = cpuSeconds(work, onGpu) / (place.vcpus * BUSY_SHARE) / 3600;
  const byGpu = gpuSeconds(work, onGpu) / 3600;
  if (byGpu === 0) return { hours: byCpu, ...SPREAD, speed: workBasis(work) };
  const { least, most } = ASSUMED_GPU_SPEED.spread;
  return { hours: Math.max(byCpu, byGpu), least: 1 / most, most: 1 / least, speed: 'assumed' };
}

function gpuSeconds(work: LadderWork, onGpu: (rendition: WorkRendition) => boolean): number {
  const speeds: Readonly<Partial<Record<VideoCodec, number>>> = ASSUMED_GPU_SPEED.rungPixelsPerSecond;
  const each = work.lanes
    .flat()
    .filter(onGpu)
    .map(({ codec, width, height }) => (work.frames * width * height) / (speeds[codec] ?? Number.NaN));
  return sum(each);
}

/** Seconds that a job takes on so many cores, when nothing else runs there and its chunks keep all of them busy. */
export function secondsOn(cpu: number, cores: number): number {
  return cpu / (cores * BUSY_SHARE);
}
