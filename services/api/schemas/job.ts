import { z } from 'zod';
import { type JobStatus, WEBHOOK_EVENTS } from '../../core/index.ts';
import { errorReportSchema } from './problem.ts';
import { momentSchema, nextCursorSchema, pageQuery, tenantSchema, videoIdSchema } from './shared.ts';

const JOB_STATES = ['queued', 'running', 'paused', 'completed', 'failed', 'cancelled'] as const;
export const jobStateSchema = z.enum(JOB_STATES).meta({ id: 'JobState' });

const count = z.number().int().min(0);
const seconds = z.number().min(0);

const sourceSchema = z.object({
  name: z.string(),
  bytes: count,
  container: z.string(),
  codec: z.string(),
  pixelFormat: z.string(),
  videoRange: z.string().describe('SDR, PQ or HLG'),
  width: count.describe('As shown: upright, with square pixels'),
  height: count,
  rotation: z.number(),
  interlaced: z.boolean(),
  rate: z.string().describe('Frames per second of the output, such as 24 or 30000/1001'),
  durationSeconds: seconds,
  audioTracks: count,
  videoStream: count,
  access: z.object({ way: z.enum(['seek', 'index', 'one-pass']), why: z.string() }),
});

const renditionSchema = z.object({
  name: z.string(),
  codec: z.string(),
  width: count,
  height: count,
  frames: count,
  durationSeconds: seconds,
  bytes: count,
  rate: z.string(),
  codecs: z.string().describe('As playlists name it'),
  videoRange: z.string(),
  bandwidth: count.describe('Bits per second of the largest segment'),
  averageBandwidth: count.describe('Bits per second over the whole'),
  encoder: z.string(),
  crf: z.number(),
  quality: z
    .object({ metric: z.literal('ssim'), mean: z.number(), lowest: z.number(), frames: count })
    .nullable()
    .describe('Some frames next to the source; null until it is measured'),
  target: z
    .object({
      wished: z.number(),
      predicted: z.number(),
      samples: z.array(z.object({ crf: z.number(), ssim: z.number(), bitsPerSecond: count, frames: count })).readonly(),
    })
    .exactOptional(),
});

const loudnessSchema = z
  .object({
    measured: z.number().nullable().describe('LUFS before; null for silence'),
    truePeak: z.number().nullable().describe('dBTP before'),
    gain: z.number().describe('Decibels'),
    limited: z.boolean(),
  })
  .nullable()
  .describe('By EBU R128, where it was asked for');

const verificationSchema = z.object({
  ok: z.boolean(),
  frames: count.describe('Of every rendition, as counted in its segments'),
  seams: count.describe('Borders between chunks that were checked'),
  audioOffsetMs: z.number().nullable(),
  audioEndOffsetMs: z.number().nullable(),
  problems: z.array(z.string()).readonly(),
  decoded: z.array(z.object({ rendition: z.string(), chunk: count, frames: count })).readonly(),
  proofs: z
    .array(
      z.object({
        name: z.string(),
        chunks: count,
        framesPlanned: count,
        framesFound: count,
        initSha256: z.string(),
        timescale: count,
        firstTick: z.number().int(),
        endTick: z.number().int(),
        offset: z.object({ startMs: z.number(), endMs: z.number() }).nullable(),
      }),
    )
    .readonly(),
});

/** A job as the API shows it; what `fanout status --json` prints. */
export const jobSchema = z
  .object({
    videoId: videoIdSchema,
    workflowId: z.string(),
    state: jobStateSchema,
    tenant: tenantSchema.exactOptional(),
    metadata: z.record(z.string(), z.string()).exactOptional(),
    revision: z
      .object({
        what: z.enum(['add', 'redo']),
        renditions: z.array(z.string()).readonly(),
        state: jobStateSchema,
        error: errorReportSchema.exactOptional(),
      })
      .exactOptional()
      .describe('The last change of a finished video'),
    output: z.string().describe('Where the paths below start'),
    hls: z.string().nullable().describe('There as soon as something can be played'),
    dash: z.string().nullable(),
    files: z.array(z.string()).readonly(),
    source: sourceSchema.nullable(),
    renditions: z.array(renditionSchema).readonly(),
    audio: z
      .array(
        z.object({
          name: z.string(),
          language: z.string(),
          channels: count,
          bitrate: count,
          loudness: loudnessSchema,
        }),
      )
      .readonly(),
    skipped: z.array(z.object({ rung: z.string(), reason: z.string() })).readonly(),
    degraded: z.array(z.object({ what: z.string(), why: z.string() })).readonly(),
    timings: z.object({ firstPlayableMs: count.nullable(), totalMs: count.nullable() }),
    work: z.object({
      chunks: count,
      encoded: count,
      reused: count,
      retried: count,
      sourceBytesRead: count,
      cpuSeconds: seconds.nullable(),
      qualityCpuSeconds: seconds.nullable(),
    }),
    verification: verificationSchema.nullable(),
    progress: z.object({
      percent: z.number().min(0).max(100),
      rungs: z
        .array(z.object({ name: z.string(), lane: z.string(), pixels: count, framesDone: count, frames: count }))
        .readonly(),
      chunksDone: count,
      chunks: count,
    }),
    cost: z.null(),
    error: errorReportSchema.exactOptional(),
  })
  .meta({ id: 'Job' });

export type ShownJob = z.output<typeof jobSchema>;
/** Does not compile when the schema refuses what a job's status may be. */
type Takes<Status extends z.input<typeof jobSchema>> = Status;
export type StatusIsShown = Takes<JobStatus>;

export const listedJobSchema = z
  .object({
    videoId: videoIdSchema,
    name: z.string().nullable().describe('Of the source'),
    tenant: tenantSchema.nullable(),
    state: jobStateSchema.exclude(['queued', 'paused']).describe('running: also while it waits or is paused'),
    startedAt: momentSchema,
    closedAt: momentSchema.nullable(),
  })
  .meta({ id: 'ListedJob' });

export const listQuery = z.object({
  ...pageQuery,
  state: listedJobSchema.shape.state.optional().describe('Only jobs of this state'),
  tenant: tenantSchema.optional().describe('Only jobs of this tenant; for keys of all tenants'),
  q: z.string().trim().min(1).max(200).optional().describe('Only jobs whose id or source’s name contains it'),
});

export const jobListSchema = z
  .object({ jobs: z.array(listedJobSchema).readonly(), nextCursor: nextCursorSchema })
  .meta({ id: 'JobList' });

export const deliverySchema = z
  .object({
    id: z.string(),
    type: z.enum(WEBHOOK_EVENTS),
    state: z.enum(['waiting', 'delivered', 'dropped', 'given-up']),
    occurredAt: z.string(),
    attempts: count.describe('Requests made, or tried to make'),
    lastStatus: z.number().nullable().describe('HTTP status of the last answer'),
    lastError: errorReportSchema.nullable().describe('Why the last attempt failed'),
    deliveredAt: z.string().nullable(),
    nextAttemptAt: z.string().nullable(),
  })
  .meta({ id: 'WebhookDelivery' });
