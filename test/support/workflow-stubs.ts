import { type Client, WorkflowFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import {
  type EncodeChunkInput,
  type JobStatus,
  type MetadataActivities,
  type PublishedRendition,
  type PublishInput,
  type QualitySample,
  type TranscodeActivities,
  textTrack,
  type VideoJob,
  type VideoRendition,
  type WebhookActivities,
  workflowId,
} from '../../services/core/index.ts';
import { sourceFacts, videoFacts } from './source-facts.ts';

export type Activities = MetadataActivities & TranscodeActivities & WebhookActivities;

const audio = {
  streamIndex: 1,
  audioIndex: 0,
  codec: 'aac',
  channels: 2,
  sampleRate: 48_000,
  language: 'und',
  isDefault: true,
};

export const done = { attempt: 1, reused: false, cpuSeconds: 1, sourceBytesRead: 10 };

/** A rung whose SSIM is 18 dB at a rate factor of 20, and half a dB less with each step. */
export function sampleAt(crf: number): QualitySample {
  return { crf, ssim: 1 - 10 ** -(1.8 - (crf - 20) * 0.05), bitsPerSecond: 1_000_000, frames: 50 };
}

/** What publishing says of a rendition. */
export function published({ name, codec, width, height, crf }: VideoRendition): PublishedRendition {
  return {
    name,
    codec,
    width,
    height,
    crf,
    frames: 1500,
    durationSeconds: 60,
    bytes: 1,
    rate: '25',
    codecs: 'avc1.64001f',
    videoRange: 'SDR',
    bandwidth: 1,
    averageBandwidth: 1,
    encoder: 'x',
  };
}

/** Stubs of a minute at 25 frames per second, ten segments in five chunks, that do at once what they are asked, with a record of the calls. */
export function stubs(overrides: Partial<Activities> = {}) {
  const published: PublishInput[] = [];
  const discarded: unknown[] = [];
  const encoded: EncodeChunkInput[] = [];
  const activities: Activities = {
    findSource: async ({ url }) => ({ url, etag: '"w"', bytes: 100_000 }),
    extractMetadata: async (place) => ({
      source: 'url' in place ? place : { ...place, etag: '"e"', bytes: 100_000 },
      encoderVersion: '7.1.5',
      codecs: ['h264', 'hevc', 'av1'],
      access: { way: 'seek', why: 'its index' },
      interlaced: false,
      silent: [],
      facts: sourceFacts({
        durationSeconds: 60,
        video: videoFacts({ durationSeconds: 60, durationTicks: 60 * 12_800 }),
        audio: [audio],
      }),
    }),
    inspectSource: async (input) =>
      activities.extractMetadata('url' in input ? { ...input, etag: '"w"', bytes: 100_000 } : input),
    prepareWatermark: async () => ({ sha256: '00', bytes: 100, width: 200, height: 100 }),
    extractCaptions: async () => [],
    publishCaptionFile: async ({ index }) => textTrack(index, 'en'),
    offerEncoder: async () => ({ version: '7.1.5', software: ['h264', 'hevc', 'av1'], nvenc: [] }),
    joinFile: async () => 'mp4/720p.mp4',
    renderPoster: async () => 'poster.jpg',
    renderStoryboard: async () => ['storyboard/storyboard.vtt'],
    sampleQuality: async ({ crfs }) => ({
      samples: Object.fromEntries(
        Object.entries(crfs).map(([name, tried]) => [name, tried.map((crf) => sampleAt(crf))]),
      ),
      cpuSeconds: 2,
      sourceBytesRead: 10,
    }),
    measureQuality: async ({ renditions }) => ({
      quality: Object.fromEntries(
        renditions.map(({ name }) => [name, { metric: 'ssim' as const, mean: 0.98, lowest: 0.96, frames: 75 }]),
      ),
      cpuSeconds: 1,
      sourceBytesRead: 10,
    }),
    indexSource: async ({ source, facts }) => ({ source, facts }),
    measureSource: async ({ track }) => ({ startTicks: track.startTicks, frames: 1500, momentary: false }),
    encodeAudio: async () => ({ ...done, loudness: null }),
    encodeChunk: async (input) => {
      encoded.push(input);
      return { ...done, endFrame: input.chunk.frames.end, damagedFrames: 0 };
    },
    endSound: async () => {},
    findTwins: async () => ({}),
    publish: async (input) => {
      published.push(input);
      return { publishedChunks: input.readyChunks, renditions: [] };
    },
    verify: async () => ({
      ok: true,
      frames: 1500,
      seams: 6,
      audioOffsetMs: 0,
      audioEndOffsetMs: 0,
      decoded: [],
      problems: [],
      proofs: [],
    }),
    writeResult: async () => {},
    deliverWebhook: async () => ({ status: 204, error: null, retryAfter: null }),
    discard: async (input) => {
      discarded.push(input);
    },
    ...overrides,
  };
  return { activities, published, discarded, encoded };
}

/** Stubs whose chunks take a while. @returns them, and the videos whose chunks were begun, in that order */
export function slowStubs(chunkMs: () => number): { readonly activities: Activities; readonly begun: string[] } {
  const begun: string[] = [];
  const { activities } = stubs();
  const encodeChunk: Activities['encodeChunk'] = async (input) => {
    begun.push(input.videoId);
    if (chunkMs() > 0) await new Promise((resolve) => setTimeout(resolve, chunkMs()));
    return activities.encodeChunk(input);
  };
  return { activities: { ...activities, encodeChunk }, begun };
}

export const handleOf = (client: Client, job: VideoJob) => client.workflow.getHandle(workflowId(job.videoId));

/** The catalogue code that a job failed with, and its last status. */
export async function failureOf(client: Client, job: VideoJob): Promise<{ code: string; status: JobStatus }> {
  const error = await handleOf(client, job)
    .result()
    .then(
      () => null,
      (e: unknown) => e,
    );
  const cause = error instanceof WorkflowFailedError ? error.cause : null;
  if (!(cause instanceof ApplicationFailure)) throw new Error(`not a failure of the job: ${error}`);
  return { code: cause.type ?? '', status: cause.details?.[1] as JobStatus };
}
