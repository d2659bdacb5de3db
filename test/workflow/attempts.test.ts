import { Context } from '@temporalio/activity';
import { describe, expect, it } from 'vitest';
import { type ErrorCode, FanoutError, VITAL } from '../../services/core/index.ts';
import { heartbeating } from '../../services/temporal/index.ts';
import { withJob } from '../support/workflow-server.ts';
import { done, failureOf, handleOf, stubs } from '../support/workflow-stubs.ts';

/* What counts as an attempt, told from one to the next through a real Temporal server. */

const FAST = { ...VITAL, delayMs: 1, longestDelayMs: 20 };

/** Chunk 2 fails so often, then succeeds. */
function failing(code: ErrorCode, times: number) {
  const spents: number[] = [];
  const made = stubs({
    encodeChunk: (input) =>
      heartbeating(async (_report, _signal, spent) => {
        const { attempt } = Context.current().info;
        if (input.chunk.index === 2) spents.push(spent);
        if (input.chunk.index === 2 && attempt <= times) throw new FanoutError(code, 'no luck');
        return { ...done, attempt, endFrame: input.chunk.frames.end, damagedFrames: 0 };
      }, FAST),
  });
  return { activities: made.activities, spents };
}

describe('a chunk', () => {
  it('outlives a dozen outages, none of which counts', async () => {
    const { activities, spents } = failing('STORAGE_FAILED', 12);
    await withJob('wf-outage', activities, async (client, job) => {
      expect(await handleOf(client, job).result()).toMatchObject({ state: 'completed', work: { retried: 12 } });
      expect(spents).toEqual(Array(13).fill(0));
    });
  });

  it('is given up when it fails five times', async () => {
    const { activities, spents } = failing('ENCODE_FAILED', 99);
    await withJob('wf-poison', activities, async (client, job) => {
      const { code, status } = await failureOf(client, job);
      expect(code).toBe('ENCODE_FAILED');
      expect(status.state).toBe('failed');
      expect(spents).toEqual([0, 1, 2, 3, 4]);
    });
  });
});
