import type { ChildProcess } from 'node:child_process';
import type { Client } from '@temporalio/client';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { type VideoId, workflowId } from '../../services/core/index.ts';
import { connectClient } from '../../services/temporal/index.ts';
import { corpus, hasCorpus } from '../support/corpus.ts';
import { endWorker, TestStack } from '../support/stack.ts';

/*
 * How soon the work of a worker that is gone is begun again elsewhere: from the signal to the start of the next attempt,
 * on a worker with free slots. FANOUT_TIMING_RUNS=3 gives the table of docs/measurements.md.
 */

const RUNS = Number(process.env.FANOUT_TIMING_RUNS ?? 1);
const clip = corpus('clips/chthomos_bbb_480p_30s.mp4');
const fewSlowChunks = ['--set', 'chunkSegments=1', '--set', 'segmentSeconds=6', '--set', 'encoder.preset=slow'];
const VICTIM_SLOTS = 2;
const MANY_SLOTS = 16;

let stack: TestStack;
let client: Client;
let workers: ChildProcess[] = [];
const rows: string[] = [];
// Each job is for a tenant of its own: nothing is there to be reused.
let tenants = 0;
beforeAll(async () => {
  stack = await TestStack.start();
  await Promise.all([stack.worker('workflow'), stack.worker('metadata')]);
  client = await connectClient(stack.servers.temporal);
});
afterAll(async () => {
  await client.connection.close();
  await stack.stop();
  process.stdout.write(
    `${['| how | run | begun again after | work lost |', '| --- | --- | --- | --- |', ...rows].join('\n')}\n`,
  );
});

interface Started {
  readonly id: string;
  readonly attempt: number;
  /** Milliseconds since 1970. */
  readonly at: number;
}

async function transcoder(slots: number, env: Readonly<Record<string, string>> = {}): Promise<ChildProcess> {
  const worker = await stack.worker('transcode', { FANOUT_TRANSCODE_SLOTS: String(slots), ...env });
  workers.push(worker);
  return worker;
}

/** What a worker has in hand. */
async function runningOn({ pid }: ChildProcess, id: VideoId): Promise<Started[]> {
  const { raw } = await client.workflow.getHandle(workflowId(id)).describe();
  return (raw.pendingActivities ?? [])
    .filter(({ state, lastWorkerIdentity }) => state === 2 && lastWorkerIdentity?.startsWith(`${pid}@`))
    .map(({ activityId, attempt, lastStartedTime }) => ({
      id: activityId ?? '',
      attempt: attempt ?? 0,
      at: Number(lastStartedTime?.seconds ?? 0) * 1000 + (lastStartedTime?.nanos ?? 0) / 1e6,
    }));
}

/** Ends a worker that has its hands full, beside one that has not. @returns seconds to each new start, and seconds of work lost */
async function lose(how: string, run: number, env: Readonly<Record<string, string>>, signal: 'SIGKILL' | 'SIGTERM') {
  const victim = await transcoder(VICTIM_SLOTS, env);
  const submitted = await stack.fanout('submit', clip, ...fewSlowChunks, '--set', `tenant=t${tenants++}`, '--json');
  expect(submitted.exitCode, submitted.stdout).toBe(0);
  const { videoId: id } = submitted.status();
  const busy = async () => {
    const running = await runningOn(victim, id);
    expect(running.length).toBeGreaterThan(0);
    return running;
  };
  await vi.waitFor(busy, { timeout: 30_000, interval: 100 });
  const other = await transcoder(MANY_SLOTS);
  // It may have finished one by now, and the other worker have taken the next.
  const inHand = await vi.waitFor(busy, { timeout: 10_000, interval: 100 });
  const struck = Date.now();
  const leaving = endWorker(victim, signal);
  const begun: number[] = [];
  const isOver = async () => (await client.workflow.getHandle(workflowId(id)).describe()).status.name !== 'RUNNING';
  for (const seen = new Set<string>(); !(await isOver()); await new Promise((resolve) => setTimeout(resolve, 200))) {
    for (const { id: activity, attempt, at } of await runningOn(other, id)) {
      if (attempt < 2 || seen.has(activity) || !inHand.some((before) => before.id === activity)) continue;
      seen.add(activity);
      begun.push((at - struck) / 1000);
    }
  }
  await leaving;
  const job = (await stack.fanout('status', id, '--json')).status();
  expect(job, JSON.stringify(job.error)).toMatchObject({ state: 'completed', verification: { ok: true } });
  const lost = begun.length === 0 ? 0 : inHand.reduce((sum, { at }) => sum + (struck - at) / 1000, 0);
  const times = begun.length === 0 ? 'finished where it was' : begun.map((s) => `${s.toFixed(1)} s`).join(', ');
  rows.push(`| ${how} | ${run} | ${times} | ${begun.length} pieces, ${lost.toFixed(1)} s of work |`);
  return { begun, retried: job.work.retried };
}

afterEach(async () => {
  await Promise.all(workers.map((worker) => endWorker(worker)));
  workers = [];
});

describe.skipIf(!hasCorpus).each(Array.from({ length: RUNS }, (_, i) => i + 1))(
  'run %i (needs MEDIA_CORPUS)',
  (run) => {
    it('work of a killed worker is begun again within 20 s', async () => {
      const { begun, retried } = await lose('kill -9', run, {}, 'SIGKILL');
      expect(begun.length).toBeGreaterThan(0);
      expect(Math.max(...begun)).toBeLessThan(20);
      expect(retried).toBe(begun.length);
    });

    it('work of a worker that has no time to finish it is begun again at once', async () => {
      const { begun, retried } = await lose('SIGTERM, no time', run, { FANOUT_DRAIN_SECONDS: '0' }, 'SIGTERM');
      expect(begun.length).toBeGreaterThan(0);
      expect(Math.max(...begun)).toBeLessThan(5);
      expect(retried).toBe(begun.length);
    });

    it('a worker that has time finishes its work', async () => {
      expect(await lose('SIGTERM, a minute', run, { FANOUT_DRAIN_SECONDS: '60' }, 'SIGTERM')).toEqual({
        begun: [],
        retried: 0,
      });
    });
  },
);
