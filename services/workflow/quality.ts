import {
  crfRange,
  type FrameRange,
  firstCrfs,
  type Lane,
  measurePlaces,
  mergeSamples,
  nextCrfs,
  pickCrf,
  type QualitySample,
  type QualityTarget,
  rounded,
  samplePlaces,
  type TranscodeActivities,
  type VideoJob,
  type VideoPlan,
  type VideoRendition,
  videoRenditions,
} from '../core/index.ts';
import { activities } from './activities.ts';
import { ENHANCE_OPTIONS } from './activity-options.ts';
import { enhance, tolerated } from './enhance.ts';
import type { JobRecord } from './job-record.ts';
import { together } from './together.ts';

const transcode = activities<TranscodeActivities>(ENHANCE_OPTIONS);

/** Once around the rate factor of the spec, once more where the wish lies beyond. */
const ROUNDS = 2;

/** The rate factors that samples suggest. */
export interface ChosenQuality {
  /** By the rendition's name, in its codec's own scale. */
  readonly crfs: Readonly<Record<string, number>>;
  readonly targets: Readonly<Record<string, QualityTarget>>;
  /** What a user should know about it. */
  readonly problems: readonly string[];
}

type Crfs = Readonly<Record<string, readonly number[]>>;

/** A sample that comes this near to the cap was held back by it. */
const CAPPED = 0.85;

/** Chooses a rate factor for each rendition of a plan whose own are only where to start from. */
export async function chooseQuality(plan: VideoPlan, wished: number, record: JobRecord): Promise<ChosenQuality> {
  const renditions = videoRenditions(plan);
  const found = new Map<string, readonly QualitySample[]>();
  const problems: string[] = [];
  let tries: Crfs = Object.fromEntries(renditions.map((r) => [r.name, firstCrfs(r.crf, crfRange(r.codec))]));
  for (let round = 0; round < ROUNDS && Object.keys(tries).length > 0; round++) {
    problems.push(...(await sample(plan, tries, found, record)));
    tries = Object.fromEntries(
      renditions.flatMap((rendition) => {
        const next = nextCrfs(samplesOf(found, rendition), wished, crfRange(rendition.codec));
        return next.length > 0 ? [[rendition.name, next]] : [];
      }),
    );
  }
  const crfs: Record<string, number> = {};
  const targets: Record<string, QualityTarget> = {};
  for (const rendition of renditions) {
    const samples = samplesOf(found, rendition);
    if (samples.length === 0) {
      problems.push(`${rendition.name}: no sample could be made; its crf is ${rendition.crf}.`);
      continue;
    }
    const { crf, predicted, reached } = pickCrf(samples, wished, crfRange(rendition.codec));
    crfs[rendition.name] = crf;
    targets[rendition.name] = { wished, predicted: rounded(predicted), samples };
    if (!reached) problems.push(unreached(rendition, wished, predicted, samples));
  }
  return { crfs, targets, problems: [...new Set(problems)] };
}

function samplesOf(found: ReadonlyMap<string, readonly QualitySample[]>, { name }: VideoRendition): QualitySample[] {
  return mergeSamples(found.get(name) ?? []);
}

/** Adds to `found` what samples at all places show. @returns why some could not be made */
async function sample(
  plan: VideoPlan,
  crfs: Crfs,
  found: Map<string, readonly QualitySample[]>,
  record: JobRecord,
): Promise<string[]> {
  const { videoId, source, track, grid, encoderVersion } = plan;
  const problems: string[] = [];
  const run = async (frames: FrameRange, { renditions }: Lane) => {
    const why = await tolerated('sampling', async () => {
      const input = { videoId, source, track, grid, renditions, frames, crfs, encoderVersion };
      const sampled = await transcode.sampleQuality(input);
      record.quality.worked(sampled);
      for (const [name, samples] of Object.entries(sampled.samples)) {
        found.set(name, [...(found.get(name) ?? []), ...samples]);
      }
    });
    if (why !== null) problems.push(`Frames ${frames.start}-${frames.end} could not be sampled: ${why}`);
  };
  await together(async (join) => {
    for (const frames of samplePlaces(grid, track.correctedClock)) {
      for (const lane of plan.lanes) {
        if (lane.renditions.some(({ name }) => crfs[name])) join(() => run(frames, lane));
      }
    }
  });
  return problems;
}

function unreached(
  { name, maxrate }: VideoRendition,
  wished: number,
  predicted: number,
  samples: readonly QualitySample[],
): string {
  const most = Math.max(...samples.map(({ bitsPerSecond }) => bitsPerSecond));
  const limit = most >= CAPPED * maxrate ? `its cap of ${(maxrate / 1e6).toFixed(1)} Mb/s` : 'the range of its crf';
  return `${name}: an SSIM of ${wished} was wished for, ${predicted.toFixed(4)} is to be expected under ${limit}.`;
}

/** Compares finished renditions with the source at some places. */
export function measureLanes(
  plan: VideoPlan,
  spec: VideoJob['spec'],
  record: JobRecord,
  join: (part: () => Promise<void>) => void,
): void {
  if (!spec.measure) return;
  const { videoId, source, track, grid, chunks } = plan;
  const places = measurePlaces(grid, track.correctedClock);
  for (const { renditions } of plan.lanes) {
    join(() =>
      enhance(record, 'quality', async () => {
        const input = { videoId, source, track, grid, chunks, renditions, places };
        record.quality.measured(await transcode.measureQuality(input));
        return [];
      }),
    );
  }
}
