import { z } from 'zod';
import { CELL_STATES, type ChunkGrid } from '../../core/index.ts';

const count = z.number().int().min(0);

export const gridCellSchema = z
  .object({
    lane: z.string(),
    chunk: count,
    state: z.enum(CELL_STATES),
    attempt: count.describe('From 1; 0 while none has begun'),
    speed: z.number().min(0).nullable().describe('Media seconds per second, while it runs'),
    framesDone: count,
    seconds: z.number().min(0).nullable().describe('That the last attempt took'),
    worker: z.string().nullable().describe('Who has it, or made it; only for keys of all tenants'),
    trouble: z.string().nullable().describe('Why the last attempt failed that did'),
  })
  .meta({ id: 'GridCell' });

/** A job chunk by chunk. Chunks without a cell wait. */
export const gridSchema = z
  .object({
    lanes: z
      .array(z.object({ name: z.string(), codec: z.string(), renditions: z.array(z.string()).readonly() }))
      .readonly()
      .describe('What shares a decode: one row each, or one for each rendition'),
    chunks: z
      .array(z.object({ index: count, startSeconds: z.number().min(0), seconds: z.number().min(0), frames: count }))
      .readonly(),
    cells: z.array(gridCellSchema).readonly(),
  })
  .meta({ id: 'ChunkGrid' });

/** Cells that are not what they were in the event before. */
export const gridChangeSchema = z.object({ cells: z.array(gridCellSchema).readonly() }).meta({ id: 'GridChange' });

/** Does not compile when the schema refuses what a grid may be. */
type Takes<Grid extends z.input<typeof gridSchema>> = Grid;
export type GridIsShown = Takes<ChunkGrid>;
export type ShownGrid = z.output<typeof gridSchema>;
export type ShownCell = z.output<typeof gridCellSchema>;
