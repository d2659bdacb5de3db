import { z } from 'zod';
import { errorCodeSchema } from './shared.ts';

/** What the API answers when it refuses or fails: RFC 9457, with what the catalogue knows. */
export const problemSchema = z
  .object({
    type: z
      .string()
      .describe('Where the code is explained, relative to the gateway')
      .meta({ example: '/errors/VIDEO_NOT_FOUND' }),
    title: z.string().describe('What the code means, whatever the case'),
    status: z.number().int().min(400).max(599).describe('The HTTP status'),
    detail: z.string().describe('What happened'),
    code: errorCodeSchema,
    hint: z.string().describe('What to do'),
    retryable: z.boolean().describe('Whether the same request may succeed later'),
    details: z.array(z.string()).exactOptional().describe('Last lines of a tool, or the problems that were found'),
    requestId: z.string().describe('Names the request in the log of the gateway'),
  })
  .meta({ id: 'Problem' });

export type Problem = z.output<typeof problemSchema>;

/** An error of a job, or of one item of a request. */
export const errorReportSchema = z
  .object({
    code: errorCodeSchema,
    message: z.string(),
    hint: z.string(),
    retryable: z.boolean(),
    details: z.array(z.string()).readonly().exactOptional(),
  })
  .meta({ id: 'ErrorReport' });
