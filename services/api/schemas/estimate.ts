import { z } from 'zod';
import { submitSchema } from './submit.ts';

export const estimateWishSchema = submitSchema
  .omit({ tenant: true })
  .extend({
    workers: z.number().int().min(1).max(1000).default(5).describe('How many workers share the job'),
    region: z.string().max(32).optional().describe('Whose prices on AWS, such as us-east-1; none when left out'),
  })
  .meta({ id: 'EstimateWish' });

const count = z.number().int().min(0);
const figure = z.number().min(0);

const usd = figure.describe('US dollars, without machines that wait, storage and traffic');
const awsSchema = z.looseObject({
  region: z.string(),
  places: z
    .array(
      z.object({
        where: z.string(),
        hours: figure.describe('Of one worker; more of them take less time, and cost the same'),
        usd,
        usdLeast: figure,
        usdMost: figure,
        speed: z.enum(['measured', 'assumed', 'given']).describe('How it is known how fast a worker is'),
        pricesChecked: z.boolean().describe('Every price was read in a source'),
        priceDate: z.string().describe('Of the oldest price'),
        priceRegion: z.string(),
      }),
    )
    .readonly(),
  managed: z
    .looseObject({ where: z.string(), usd: figure.nullable(), why: z.string().exactOptional() })
    .describe('With a service that is paid per minute'),
  storageMonthUsd: figure.describe('Of the result, a month, at most'),
});

/** Plan, time and cost of a job before anything is encoded; what `fanout estimate --json` prints. */
export const estimateSchema = z
  .object({
    source: z.looseObject({ name: z.string(), bytes: count, width: count, height: count, codec: z.string() }),
    plan: z.object({
      rate: z.string(),
      frames: count,
      seconds: figure,
      segments: count,
      chunks: count,
      lanes: count,
      renditions: z
        .array(
          z.object({
            name: z.string(),
            codec: z.string(),
            width: count,
            height: count,
            maxrate: count,
            preset: z.string(),
          }),
        )
        .readonly(),
      audio: z.array(z.object({ name: z.string(), channels: count, bitrate: count })).readonly(),
      skipped: z.array(z.object({ rung: z.string(), reason: z.string() })).readonly(),
    }),
    work: z.looseObject({ cpuSeconds: figure, least: figure, most: figure, basis: z.string() }),
    time: z.looseObject({
      basis: z.string(),
      workers: z.object({ count, vcpus: figure, seconds: figure }),
    }),
    output: z.object({ mostBytes: count }),
    aws: awsSchema.optional(),
    notes: z.array(z.string()).readonly(),
  })
  .meta({ id: 'Estimate' });
