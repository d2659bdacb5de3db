import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import {
  type ExtractedMetadata,
  type JobStatus,
  QUEUES,
  type VideoJob,
  videoId,
  workflowId,
} from '../services/core/index.ts';
import { parseJobSpec } from '../services/core/spec/index.ts';
import { startJob } from '../services/temporal/index.ts';
import { slowStubs } from '../test/support/workflow-stubs.ts';
import { startServers } from '../tools/stack/index.ts';

/*
 * What orchestration costs: the real workflow worker and a real server, with activities that do nothing. Jobs are of five
 * chunks, as a video of a minute is, besides one of an hour in chunks of a segment.
 */

const CHUNKS = 5;
/** Of no-op chunks. */
const THROUGHPUT_JOBS = 100;
const WAITING_JOBS = 1_000;
/** What a chunk takes while jobs wait, in milliseconds: as those of `npm run demo` on two cores. */
const CHUNK_MS = 4_000;
const HOUR_SECONDS = 3_600;

/** The same source, longer. */
function lasting({ facts, ...rest }: ExtractedMetadata, seconds: number): ExtractedMetadata {
  const { video } = facts;
  const ticks = Number(video.durationTicks) * (seconds / Number(video.durationSeconds));
  return {
    ...rest,
    facts: { ...facts, durationSeconds: seconds, video: { ...video, durationSeconds: seconds, durationTicks: ticks } },
  };
}

const say = (line: string) => process.stdout.write(`${line}\n`);

function job(name: string, priority: number, spec: object = {}): VideoJob {
  return {
    videoId: videoId(name),
    source: { bucket: 'videos', key: `${name}/source`, name },
    spec: parseJobSpec({ priority, measure: false, poster: false, storyboard: false, ...spec }),
    ownsSource: false,
  };
}

const dir = await mkdtemp(join(tmpdir(), 'fanout-orchestration-'));
const servers = await startServers({ dataDir: dir, ports: 'free', ui: false, logDir: dir, onStep: () => {} });
const workflowWorker = fork(fileURLToPath(new URL('./workflow.js', import.meta.url)), {
  stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  env: { ...process.env, ...servers.env },
});
try {
  await once(workflowWorker, 'message');
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  const { address, namespace } = servers.temporal;
  const connection = await NativeConnection.connect({ address });
  const client = new Client({ connection: await Connection.connect({ address }), namespace });
  let chunkMs = 0;
  const { activities: ofMinutes, begun } = slowStubs(() => chunkMs);
  const activities: typeof ofMinutes = {
    ...ofMinutes,
    extractMetadata: async (place) => {
      const found = await ofMinutes.extractMetadata(place);
      return 'key' in place && place.key.startsWith('hour') ? lasting(found, HOUR_SECONDS) : found;
    },
  };
  const serve = async (taskQueue: string, slots: number, work: () => Promise<void>) => {
    const options = { connection, namespace, taskQueue, activities, maxConcurrentActivityTaskExecutions: slots };
    const worker = await Worker.create(options);
    await worker.runUntil(work());
  };
  const ended = (name: string) => client.workflow.getHandle(workflowId(videoId(name))).result();

  await serve(QUEUES.metadata, 20, async () => {
    await serve(QUEUES.transcode, 20, async () => {
      const hour = performance.now();
      await startJob(client, job('hour', 3, { chunkSegments: 1 }));
      const { work } = (await ended('hour')) as JobStatus;
      const each = (performance.now() - hour) / work.chunks;
      say(
        `one long job         ${(1000 / each).toFixed(0)} no-op chunks a second, ${each.toFixed(1)} ms each of ${work.chunks}`,
      );

      const names = Array.from({ length: THROUGHPUT_JOBS }, (_, n) => `noop-${n}`);
      const started = performance.now();
      for (const name of names) await startJob(client, job(name, 3));
      await Promise.all(names.map(ended));
      const seconds = (performance.now() - started) / 1000;
      const chunks = THROUGHPUT_JOBS * CHUNKS;
      say(
        `${THROUGHPUT_JOBS} short jobs       ${(chunks / seconds).toFixed(0)} no-op chunks a second, ${((1000 * seconds) / chunks).toFixed(1)} ms each with probing, planning, publishing and checking; ${(THROUGHPUT_JOBS / seconds).toFixed(1)} jobs a second`,
      );
    });

    chunkMs = CHUNK_MS;
    await serve(QUEUES.transcode, 1, async () => {
      const took: number[] = [];
      for (let n = 0; n < WAITING_JOBS; n++) {
        const at = performance.now();
        await startJob(client, job(`waiting-${n}`, 3));
        took.push(performance.now() - at);
      }
      took.sort((a, b) => a - b);
      const part = (share: number) => (took[Math.floor(share * (took.length - 1))] ?? 0).toFixed(1);
      say(
        `submit               median ${part(0.5)} ms, 95 % within ${part(0.95)} ms, ${WAITING_JOBS} jobs waiting at the end`,
      );
      // At its worst: the one slot has just been taken.
      const taken = begun.length;
      while (begun.length === taken) await new Promise((resolve) => setTimeout(resolve, 10));
      const at = performance.now();
      const before = begun.length;
      await startJob(client, job('premium', 1));
      while (!begun.includes('premium')) await new Promise((resolve) => setTimeout(resolve, 10));
      const chunkTimes = (performance.now() - at) / CHUNK_MS;
      say(
        `premium job          begins after ${chunkTimes.toFixed(1)} chunk times, behind ${begun.indexOf('premium') - before} chunks`,
      );
      say(`workflow worker      ${megabytes(workflowWorker.pid)} MB resident at most`);
      // A thousand jobs would go on for a while.
      workflowWorker.kill('SIGKILL');
    });
  });
  await client.connection.close();
  await connection.close();
} finally {
  workflowWorker.kill('SIGKILL');
  await servers.stop();
  await rm(dir, { recursive: true, force: true });
}

/** The most that a process ever had, as the system counts. */
function megabytes(pid: number | undefined): number {
  const kilobytes = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1];
  return Math.round(Number(kilobytes ?? 0) / 1024);
}
