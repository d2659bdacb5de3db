import type { Client } from '@temporalio/client';
import { expect, it } from 'vitest';
import { type JobStatus, type MadeVideo, type VideoJob, workflowId } from '../../services/core/index.ts';
import { lookAtJob } from '../../services/temporal/index.ts';
import { sourceFacts, videoFacts } from '../support/source-facts.ts';
import { withJob } from '../support/workflow-server.ts';
import { handleOf, stubs } from '../support/workflow-stubs.ts';

/* The largest job that is designed for, on stubs that do nothing: ten hours in 600 chunks, every rung in every codec. */

const SECONDS = 36_000;
const MOST_PAYLOAD = 100_000;
/** Where a server starts to warn. */
const MOST_EVENTS = 10_240;

it('hands a long history over at a safe point, encodes every chunk once, and keeps every message small', async () => {
  const probe = await stubs().activities.extractMetadata({ bucket: 'videos', key: 'x' });
  const long = sourceFacts({
    bytes: 40_000_000_000,
    durationSeconds: SECONDS,
    video: videoFacts({ width: 3840, height: 2160, durationSeconds: SECONDS, durationTicks: SECONDS * 12_800 }),
    audio: probe.facts.audio,
  });
  const { activities, encoded, published } = stubs({
    extractMetadata: async () => ({
      ...probe,
      facts: { ...probe.facts, ...long, video: { ...probe.facts.video, ...long.video } },
    }),
  });
  let made: MadeVideo | null = null;
  const { encodeChunk } = activities;
  const told: typeof encodeChunk = async (input) => {
    const worker = `1@ip-10-0-0-${input.chunk.index % 100}.ec2.internal`;
    return { ...(await encodeChunk(input)), seconds: 123.4, worker };
  };
  const writeResult: typeof activities.writeResult = async (input) => {
    made = input.made;
  };
  const spec = { chunkSegments: 1, codecs: ['h264', 'hevc', 'av1'], measure: false, poster: false, storyboard: false };
  await withJob(
    'wf-long',
    { ...activities, writeResult, encodeChunk: told },
    async (client, job) => {
      const result = (await handleOf(client, job).result()) as JobStatus;
      const lanes = 6;
      expect(result).toMatchObject({
        state: 'completed',
        work: { chunks: 600 * lanes, encoded: 600 * lanes, reused: 0 },
      });
      expect(new Set(encoded.map(({ lane, chunk }) => `${lane}/${chunk.index}`)).size).toBe(600 * lanes);
      expect(encoded).toHaveLength(600 * lanes);
      expect(published.at(-1)).toMatchObject({ final: true, readyChunks: 600 });
      const { grid } = await lookAtJob(client, job.videoId);
      expect(grid?.cells).toHaveLength(600 * lanes);
      // Of every run, not only of the last.
      expect(grid?.cells.every(({ state, seconds, worker }) => state === 'done' && seconds && worker)).toBe(true);
      // What a change of this video would be started with.
      const revision = { what: 'add', renditions: ['2160p'], before: result, made };
      expect(made).toMatchObject({ chunks: { length: 600 } });
      expect(JSON.stringify({ ...job, revision }).length).toBeLessThan(MOST_PAYLOAD);
      const runs = await histories(client, job);
      expect(runs.length).toBeGreaterThan(2);
      for (const { events, largest } of runs) {
        expect(events).toBeLessThan(MOST_EVENTS);
        expect(largest).toBeLessThan(MOST_PAYLOAD);
      }
    },
    spec,
  );
}, 240_000);

/** Of every run of a job: its events, and the bytes of the largest payload in it. */
async function histories(client: Client, job: VideoJob) {
  const runs: { events: number; largest: number }[] = [];
  const query = `WorkflowId = '${workflowId(job.videoId)}'`;
  for await (const { runId } of client.workflow.list({ query })) {
    const { events } = await client.workflow.getHandle(workflowId(job.videoId), runId).fetchHistory();
    const sizes = (events ?? []).map((event) => largestPayload(event));
    runs.push({ events: sizes.length, largest: Math.max(...sizes) });
  }
  return runs;
}

function largestPayload(value: unknown): number {
  if (value instanceof Uint8Array) return value.length;
  if (typeof value !== 'object' || value === null) return 0;
  return Math.max(0, ...Object.values(value).map(largestPayload));
}
