import { z } from 'zod';
import { momentSchema, tenantSchema, videoIdSchema } from './shared.ts';

/** Bytes: what S3 takes in one object. */
const MOST_BYTES = 5 * 1024 ** 4;

export const beginUploadSchema = z
  .strictObject({
    name: z.string().min(1).max(255).describe('Of the file, as people know it'),
    bytes: z.number().int().min(1).max(MOST_BYTES).describe('Of the whole file'),
    tenant: tenantSchema.optional().describe('For whom; for keys of all tenants'),
  })
  .meta({ id: 'BeginUpload' });

const partNumber = z.number().int().min(1).max(10_000);

export const uploadSchema = z
  .object({
    uploadId: videoIdSchema.describe('The id of the video that becomes of it'),
    name: z.string(),
    bytes: z.number().int(),
    tenant: tenantSchema,
    state: z.enum(['open', 'complete']),
    partBytes: z.number().int().describe('Of every part but the last'),
    parts: z.number().int().describe('How many there are'),
    sent: z.array(partNumber).readonly().describe('Numbers of the parts that have arrived; from 1'),
    createdAt: momentSchema,
    expiresAt: momentSchema.describe('What is no job by then is removed'),
  })
  .meta({ id: 'Upload' });

export type ShownUpload = z.output<typeof uploadSchema>;

const SHA256_BASE64 = /^[A-Za-z0-9+/]{43}=$/;
const MAX_PARTS_AT_ONCE = 100;

export const signPartsSchema = z
  .strictObject({
    parts: z
      .array(z.strictObject({ number: partNumber, sha256: z.string().regex(SHA256_BASE64).describe('In Base64') }))
      .min(1)
      .max(MAX_PARTS_AT_ONCE),
  })
  .meta({ id: 'SignParts' });

export const signedPartsSchema = z
  .object({
    parts: z
      .array(
        z.object({
          number: partNumber,
          url: z.string().describe('Where to PUT the bytes of the part'),
          headers: z.record(z.string(), z.string()).describe('To send with them'),
        }),
      )
      .readonly(),
    expiresAt: momentSchema,
  })
  .meta({ id: 'SignedParts' });
