import { z } from 'zod';
import { type ErrorCode, isErrorCode, TENANT_NAME, VIDEO_ID } from '../../core/index.ts';

export const videoIdSchema = z
  .string()
  .regex(new RegExp(`^${VIDEO_ID}$`))
  .describe('1 to 64 of a-z 0-9 -')
  .meta({ example: 'mh2x4k1za8c3' });

export const tenantSchema = z.string().regex(TENANT_NAME).describe('1 to 64 of A-Z a-z 0-9 . _ -');

/** A moment, in UTC. */
export const momentSchema = z.iso.datetime().meta({ example: '2026-11-26T19:24:00.000Z' });

export const errorCodeSchema = z
  .string()
  .refine((code): code is ErrorCode => isErrorCode(code))
  .describe('A code of the error catalogue, docs/errors.md');

export const byId = z.object({ id: videoIdSchema });

/** Pages of a list. */
export const pageQuery = {
  limit: z.coerce.number().int().min(1).max(100).default(50).describe('How many at most, 1 to 100'),
  cursor: z
    .string()
    .min(1)
    .max(4096)
    .regex(/^[A-Za-z0-9_-]+$/)
    .optional()
    .describe('Where the page before ended: its nextCursor'),
};

export const nextCursorSchema = z.string().nullable().describe('For the next page; null on the last');
