import { z } from 'zod';
import { BUCKETS, type JobSource, sourceKey, videoId } from '../../core/index.ts';

/** What is kept of an upload while it is under way, and until it is a job or is removed. */
export const keptUploadSchema = z.object({
  uploadId: z.string(),
  name: z.string(),
  bytes: z.number(),
  tenant: z.string(),
  state: z.enum(['open', 'complete']),
  partBytes: z.number(),
  /** What S3 calls it. */
  multipartId: z.string(),
  createdAt: z.string(),
});

export type KeptUpload = z.infer<typeof keptUploadSchema>;

/** An upload as whoever sends it sees it. Times are ISO 8601. */
export interface UploadView {
  readonly uploadId: string;
  readonly name: string;
  readonly bytes: number;
  readonly tenant: string;
  readonly state: 'open' | 'complete';
  /** Of every part but the last. */
  readonly partBytes: number;
  readonly parts: number;
  /** Numbers of parts that have arrived, from 1. */
  readonly sent: readonly number[];
  readonly createdAt: string;
  readonly expiresAt: string;
}

/** What a job of an upload reads. */
export function sourceOf({ uploadId, name }: KeptUpload): JobSource {
  return { bucket: BUCKETS.source, key: sourceKey(videoId(uploadId)), name };
}
