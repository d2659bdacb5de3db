import { z } from 'zod';

/** An object that somebody has put into the bucket of sources. */
export interface Upload {
  readonly key: string;
  readonly etag: string;
  readonly bytes: number;
}

/** What a message of the queue says: an upload, or why it is none, for people. */
export type Told = { readonly upload: Upload } | { readonly skipped: string } | { readonly foreign: string };

/** An event of S3 as EventBridge sends it. Its keys are as they are, not encoded as in notifications that S3 sends itself. */
const eventSchema = z.object({
  source: z.literal('aws.s3'),
  'detail-type': z.literal('Object Created'),
  detail: z.object({
    bucket: z.object({ name: z.string().min(1) }),
    object: z.object({
      key: z.string().min(1),
      size: z.number().int().min(0),
      etag: z.string().min(1),
    }),
  }),
});

/** What S3 sends once to a queue that it is to tell of objects by itself. */
const testSchema = z.object({ Event: z.literal('s3:TestEvent') });

export interface Wanted {
  /** What the bucket of sources is called where it is. */
  readonly bucket: string;
  /** Keys begin with it. */
  readonly prefix: string;
}

/** Understands a message. @param body what the queue handed out */
export function readMessage(body: string, wanted: Wanted): Told {
  const json = jsonOf(body);
  if (testSchema.safeParse(json).success) return { foreign: 'a test of S3' };
  const parsed = eventSchema.safeParse(json);
  if (!parsed.success) return { foreign: 'no event "Object Created" of S3' };
  const { bucket, object } = parsed.data.detail;
  if (bucket.name !== wanted.bucket) return { foreign: `of the bucket "${bucket.name}"` };
  const { key, etag, size } = object;
  if (!key.startsWith(wanted.prefix)) return { skipped: `"${key}" is not under "${wanted.prefix}"` };
  if (key.endsWith('/')) return { skipped: `"${key}" is a folder` };
  if (size === 0) return { skipped: `"${key}" is empty` };
  return { upload: { key, etag, bytes: size } };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Somebody else's, as the caller finds.
    return null;
  }
}
