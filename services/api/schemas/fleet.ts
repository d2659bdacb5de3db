import { z } from 'zod';
import { momentSchema } from './shared.ts';

const count = z.number().int().min(0);

export const queueSchema = z
  .object({
    name: z.string(),
    backlog: count.describe('Pieces of work that no worker has taken'),
    ageSeconds: z.number().min(0).describe('Since the oldest of them was put there'),
    inFlight: count.describe('Pieces of work that workers have in hand'),
    workers: count,
    busy: count,
    wanted: count.nullable().describe('Workers that the scaling policy would have; null where it does not decide'),
    reason: z.string().nullable().describe('What that comes from'),
  })
  .meta({ id: 'Queue' });

export const workerSchema = z
  .object({
    id: z.string(),
    host: z.string(),
    queue: z.string(),
    state: z.enum(['running', 'draining']),
    inFlight: count,
    slots: count.nullable(),
    startedAt: momentSchema.nullable(),
    heardSeconds: z.number().min(0).describe('Since it last told of itself'),
    encoder: z.string().nullable().describe('What it encodes with, where it says so'),
    cpu: z.number().min(0).nullable().describe('Share of its host’s processors in use, 0 to 1'),
    memory: z.number().min(0).nullable().describe('Share of its host’s memory in use, 0 to 1'),
  })
  .meta({ id: 'Worker' });

/** What waits, and who works. */
export const fleetSchema = z
  .object({
    at: momentSchema,
    queues: z.array(queueSchema).readonly(),
    workers: z.array(workerSchema).readonly(),
  })
  .meta({ id: 'Fleet' });

export type Fleet = z.output<typeof fleetSchema>;

/** The last hour, a point every ten seconds at most. */
export const fleetHistorySchema = z
  .object({ points: z.array(fleetSchema.omit({ workers: true })).readonly() })
  .meta({ id: 'FleetHistory' });
