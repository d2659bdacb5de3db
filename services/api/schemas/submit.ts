import { z } from 'zod';
import { jobSpecSchema, specPartJsonSchema } from '../../core/spec/index.ts';
import { jobSchema } from './job.ts';
import { errorReportSchema } from './problem.ts';
import { tenantSchema, videoIdSchema } from './shared.ts';

/** Read by the core's own parser, whose errors name the nearest key; the documentation shows its schema. */
const specPartSchema = z.record(z.string(), z.unknown()).meta({ id: 'Spec', ...specPartJsonSchema() });

export const sourceWishSchema = z
  .union([
    z.strictObject({ uploadId: videoIdSchema.describe('Of an upload that is complete') }),
    z.strictObject({ url: z.string().min(1).max(4096).describe('An https:// or s3:// address') }),
  ])
  .meta({ id: 'Source' });

/** What to make of a source. */
export const submitSchema = z
  .strictObject({
    source: sourceWishSchema,
    profile: z.string().min(1).max(64).optional().describe('What to start from, by name: GET /v1/profiles'),
    spec: specPartSchema.optional().describe('What to make; what it leaves out is the profile’s, or the default'),
    tenant: tenantSchema.optional().describe('For whom; for keys of all tenants'),
  })
  .meta({ id: 'Submit' });

export type Submit = z.output<typeof submitSchema>;

const MAX_BULK = 100;
export const bulkSchema = z
  .strictObject({
    jobs: z
      .array(submitSchema.extend({ idempotencyKey: jobSpecSchema.shape.idempotencyKey }))
      .min(1)
      .max(MAX_BULK),
  })
  .meta({ id: 'BulkSubmit' });

export const bulkResultSchema = z
  .object({
    results: z
      .array(z.union([z.object({ job: jobSchema, created: z.boolean() }), z.object({ error: errorReportSchema })]))
      .readonly()
      .describe('In the order of the jobs'),
  })
  .meta({ id: 'BulkResult' });

/** A header that makes the same request the same job. */
export const idempotencyHeaders = z.object({
  'idempotency-key': jobSpecSchema.shape.idempotencyKey.describe('The same key is the same job, for each tenant'),
});

export const prioritySchema = z
  .strictObject({ priority: z.number().int().min(1).max(5).describe('1 (first) to 5 (last)') })
  .meta({ id: 'Priority' });

export const reviseSchema = z
  .strictObject({
    what: z.enum(['add', 'redo']).describe('add: renditions that the video has not; redo: encode some anew'),
    renditions: z.array(z.string().min(1).max(40)).min(1).max(32).describe('By name, such as 720p or 720p-hevc'),
  })
  .meta({ id: 'Revise' });
