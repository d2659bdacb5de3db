import { firstAccess, type SourceAccess } from '../access.ts';
import type { ExtractedMetadata } from '../activities.ts';
import {
  assumptions,
  type Basis,
  cpuSeconds,
  type JobCost,
  jobCost,
  type LadderWork,
  type ManagedCost,
  mediaConvertCost,
  mostBytes,
  type PricedRegion,
  placesIn,
  SPREAD,
  STORAGE,
  secondsOn,
  workBasis,
  workOf,
} from '../cost/index.ts';
import { segmentsOf } from '../grid.ts';
import { videoId } from '../ids.ts';
import { planVideo, type SourceObject, type VideoPlan, videoRenditions } from '../plan.ts';
import { rationalText } from '../rational.ts';
import type { SourceFacts } from '../source-facts.ts';
import type { JobSpec } from '../spec/job-spec.ts';
import { notesOn } from './notes.ts';

/** What is known of a source before anything is encoded. */
export interface SeenSource extends Pick<ExtractedMetadata, 'facts' | 'silent' | 'interlaced' | 'encoderVersion'> {
  readonly name: string;
  /** A file is named as if it lay in the bucket: plans are made of such. */
  readonly object: SourceObject;
}

/** What is asked besides the source and the spec. */
export interface EstimateWish {
  /** Of the machine that asks. */
  readonly cores: number;
  readonly workers: number;
  /** × real time, of the whole ladder on one worker; `null`: as measured or assumed. */
  readonly speed: number | null;
  /** Prices of AWS are wanted, in this region. */
  readonly region: PricedRegion | null;
}

/** What `fanout estimate --json` prints. Sizes in bytes, times in seconds, money in dollars. */
export interface Estimate {
  readonly source: Pick<SourceFacts, 'bytes' | 'container'> & {
    readonly name: string;
    readonly codec: string;
    readonly width: number;
    readonly height: number;
    readonly audioTracks: number;
    readonly access: SourceAccess;
  };
  readonly plan: {
    /** Frames per second. */
    readonly rate: string;
    readonly frames: number;
    readonly seconds: number;
    readonly segments: number;
    /** Of each lane. */
    readonly chunks: number;
    readonly lanes: number;
    readonly renditions: readonly {
      readonly name: string;
      readonly codec: string;
      readonly width: number;
      readonly height: number;
      /** Cap, in bits per second. */
      readonly maxrate: number;
      readonly preset: string;
    }[];
    readonly audio: readonly { readonly name: string; readonly channels: number; readonly bitrate: number }[];
    readonly skipped: VideoPlan['skipped'];
  };
  /** Of processors; a graphics card takes the most of it over. */
  readonly work: {
    readonly cpuSeconds: number;
    readonly least: number;
    readonly most: number;
    readonly basis: Basis;
    /** Why it is not only measured. */
    readonly assumptions: readonly string[];
  };
  readonly time: {
    readonly basis: Basis | 'given';
    readonly here: { readonly cores: number; readonly seconds: number };
    readonly workers: { readonly count: number; readonly vcpus: number; readonly seconds: number };
  };
  readonly output: { readonly mostBytes: number };
  readonly aws?: {
    readonly region: PricedRegion;
    readonly places: readonly JobCost[];
    readonly managed: ManagedCost;
    /** Of all outputs at their caps, in S3 for a month. */
    readonly storageMonthUsd: number;
  };
  readonly notes: readonly string[];
}

/** Of a worker as Fanout orders it on Fargate. */
const WORKER_VCPUS = 4;

/** Plans a job as the workflow would, and says what it will take. Nothing is encoded. */
export function estimate(seen: SeenSource, spec: JobSpec, wish: EstimateWish): Estimate {
  const { facts, object, interlaced, encoderVersion, name } = seen;
  const { video } = facts;
  const access = firstAccess(facts);
  const shared = { original: object, source: object, encoderVersion, measured: null, watermark: null };
  const plan = planVideo({ ...shared, videoId: videoId('estimate'), facts, spec, access, interlaced });
  const work = workOf(plan, video.codedWidth * video.codedHeight, spec.quality !== 'crf');
  const cpu = cpuSeconds(work);
  const bytes = mostBytes(plan, spec.outputs);
  return {
    source: {
      ...{ name, bytes: facts.bytes, container: facts.container, codec: video.codec },
      ...{ width: video.width, height: video.height, audioTracks: facts.audio.length, access },
    },
    plan: planFacts(plan),
    work: {
      ...{ cpuSeconds: cpu, least: cpu * SPREAD.least, most: cpu * SPREAD.most },
      ...{ basis: workBasis(work), assumptions: assumptions(work) },
    },
    time: timeOf(plan, work, wish),
    output: { mostBytes: bytes },
    ...(wish.region === null ? {} : { aws: awsCost(work, bytes, wish.region, wish.speed) }),
    notes: notesOn(seen, spec, plan, access),
  };
}

function planFacts(plan: VideoPlan): Estimate['plan'] {
  const { grid, chunks, lanes, audio, skipped } = plan;
  return {
    rate: rationalText(grid.rate),
    frames: grid.frames,
    seconds: (grid.frames * grid.rate.den) / grid.rate.num,
    segments: segmentsOf(grid).length,
    chunks: chunks.length,
    lanes: lanes.length,
    renditions: videoRenditions(plan).map(({ name, codec, width, height, maxrate, preset }) => ({
      ...{ name, codec, width, height, maxrate, preset },
    })),
    audio: audio.map(({ name, channels, bitrate }) => ({ name, channels, bitrate })),
    skipped,
  };
}

function timeOf(plan: VideoPlan, work: LadderWork, { cores, workers, speed }: EstimateWish): Estimate['time'] {
  const longest = longestShare(plan, work);
  const cpu = cpuSeconds(work);
  const alone = (on: number) => (speed === null ? secondsOn(cpu, on) : work.seconds / speed);
  const one = alone(WORKER_VCPUS);
  return {
    basis: speed === null ? workBasis(work) : 'given',
    here: { cores, seconds: alone(cores) },
    workers: { count: workers, vcpus: WORKER_VCPUS, seconds: Math.max(one / workers, one * longest) },
  };
}

/** The share of all work that is in one piece, which one worker does: no number of workers is faster than that. */
function longestShare(plan: VideoPlan, work: LadderWork): number {
  const all = cpuSeconds(work);
  const lane = Math.max(
    ...work.lanes.map((renditions) => cpuSeconds({ ...work, lanes: [renditions], soundTracks: 0 })),
  );
  const chunk = Math.max(...plan.chunks.map(({ frames }) => frames.end - frames.start));
  return (lane / all) * (chunk / plan.grid.frames);
}

function awsCost(
  work: LadderWork,
  bytes: number,
  region: PricedRegion,
  speed: number | null,
): NonNullable<Estimate['aws']> {
  return {
    region,
    places: placesIn(region).map((place) => jobCost(work, place, speed ?? undefined)),
    managed: mediaConvertCost(work),
    storageMonthUsd: (bytes / 1e9) * STORAGE.s3GbMonth.usd,
  };
}
