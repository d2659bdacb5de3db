import {
  type ExtractedMetadata,
  type MetadataActivities,
  type PlanInput,
  planRate,
  planVideo,
  requireCodecs,
  type SourceAccess,
  sourceTrack,
  type TranscodeActivities,
  type VideoJob,
  type VideoPlan,
  videoRenditions,
  type Watermark,
} from '../core/index.ts';
import { activities, encodeOn } from './activities.ts';
import { COPY_OPTIONS, METADATA_OPTIONS, TRANSCODE_OPTIONS } from './activity-options.ts';
import { findHome } from './encoder.ts';
import type { JobRecord } from './job-record.ts';
import { chooseQuality } from './quality.ts';
import { type ReadingSteps, type SourceSteps, type Steps, step } from './steps.ts';

const metadata = activities<MetadataActivities>(METADATA_OPTIONS);
const copying = activities<MetadataActivities>(COPY_OPTIONS);
const transcode = activities<TranscodeActivities>(TRANSCODE_OPTIONS);

/** Finds the source and looks into it, before anything is encoded. */
export async function prepare({ videoId, source, spec }: VideoJob, steps: SourceSteps): Promise<ExtractedMetadata> {
  const place = await step(steps, 'place', async () => {
    return 'url' in source ? await copying.findSource({ videoId, url: source.url }) : source;
  });
  const found = await step(steps, 'found', () => metadata.extractMetadata(place));
  requireCodecs(spec.codecs, found.codecs);
  await step(steps, 'watermark', async (): Promise<Watermark | null> => {
    const { image, ...settings } = spec.watermark;
    return image === undefined ? null : { ...settings, image: await metadata.prepareWatermark({ videoId, image }) };
  });
  const home = await step(steps, 'home', () => findHome());
  encodeOn(home.queue);
  requireCodecs(spec.codecs, home.offer.software);
  return found;
}

/** What a plan is narrowed and told to besides the spec. */
export interface PlanWish extends Pick<PlanInput, 'takes' | 'crfs'> {
  /** What of a plan is really made; a plan is all that is made of it when left out. */
  readonly narrow?: (plan: VideoPlan) => VideoPlan;
}

/** Plans a job for one way of reading its source, and reads it as far as the plan needs. */
export async function planJob(
  job: VideoJob,
  { source, reading }: Steps,
  found: ExtractedMetadata,
  access: SourceAccess,
  record: JobRecord,
  { narrow = (plan) => plan, ...wish }: PlanWish = {},
): Promise<VideoPlan> {
  const { videoId, spec } = job;
  const { interlaced } = found;
  const { version: encoderVersion = found.encoderVersion, nvenc = [] } = source.home?.offer ?? {};
  if (access.way === 'index') source.indexed = true;
  const { source: read, facts } = await step(reading, 'read', async () => {
    return access.way === 'index' ? await copying.indexSource({ videoId, ...found }) : found;
  });
  const track = sourceTrack({ facts, access, interlaced });
  const measured = await step(reading, 'measured', async () => {
    return access.way === 'one-pass'
      ? await transcode.measureSource({ source: read, track, rate: planRate(facts) })
      : null;
  });
  const watermark = source.watermark ?? null;
  const original = found.source;
  const input = {
    videoId,
    original,
    source: read,
    facts,
    spec,
    encoderVersion,
    access,
    interlaced,
    measured,
    watermark,
    nvenc,
  };
  const start = narrow(planVideo({ ...input, ...wish }));
  const chosen = await step(reading, 'chosen', async () => {
    return spec.quality === 'crf' || wish.crfs ? null : await chooseQuality(start, spec.quality, record);
  });
  const plan = chosen ? narrow(planVideo({ ...input, ...wish, crfs: chosen.crfs })) : start;
  for (const why of chosen?.problems ?? []) record.degrade('quality', why);
  if (chosen) record.quality.wished(chosen.targets);
  record.planned({ metadata: found, access, plan });
  await findTwins(job, plan, reading);
  return plan;
}

async function findTwins({ videoId, spec }: VideoJob, plan: VideoPlan, reading: ReadingSteps): Promise<void> {
  // What is encoded anew on request is not wanted as others have it.
  const hashes = [...videoRenditions(plan).filter(({ take }) => !take), ...plan.audio].map(({ hash }) => hash);
  await step(reading, 'twins', () => metadata.findTwins({ videoId, tenant: spec.tenant, hashes }));
}
