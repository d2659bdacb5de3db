import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { QUEUES, type VideoJob, videoId, workflowId } from '../services/core/index.ts';
import { parseJobSpec } from '../services/core/spec/index.ts';
import { startJob } from '../services/temporal/index.ts';
import { slowStubs } from '../test/support/workflow-stubs.ts';
import { startServers } from '../tools/stack/index.ts';

/*
 * What orchestration costs: the real workflow worker and a real server, with activities that do nothing. Jobs are of five
 * chunks, as a video of a minute is.
 */

const CHUNKS = 5;
/** Of no-op chunks. */
const THROUGHPUT_JOBS = 100;
const WAITING_JOBS = 1_000;
/** What a chunk takes while jobs wait, in milliseconds. */
const CHUNK_MS = 2_000;

const say = (line: string) => process.stdout.write(`${line}\n`);

function job(name: string, priority: number): VideoJob {
  return {
    videoId: videoId(name),
    source: { bucket: 'videos', key: `${name}/source`, name },
    spec: parseJobSpec({ priority, measure: false, poster: false, storyboard: false }),
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
  const { activities, begun } = slowStubs(() => chunkMs);
  const serve = async (taskQueue: string, slots: number, work: () => Promise<void>) => {
    const options = { connection, namespace, taskQueue, activities, maxConcurrentActivityTaskExecutions: slots };
    const worker = await Worker.create(options);
    await worker.runUntil(work());
  };
  const ended = (name: string) => client.workflow.getHandle(workflowId(videoId(name))).result();

  await serve(QUEUES.metadata, 20, async () => {
    await serve(QUEUES.transcode, 20, async () => {
      const names = Array.from({ length: THROUGHPUT_JOBS }, (_, n) => `noop-${n}`);
      const started = performance.now();
      for (const name of names) await startJob(client, job(name, 3));
      await Promise.all(names.map(ended));
      const seconds = (performance.now() - started) / 1000;
      const chunks = THROUGHPUT_JOBS * CHUNKS;
      say(
        `no-op chunks         ${(chunks / seconds).toFixed(0)} a second, ${((1000 * seconds) / chunks).toFixed(1)} ms each, probing, planning and publishing of their ${THROUGHPUT_JOBS} jobs included`,
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
      const at = performance.now();
      const before = begun.length;
      await startJob(client, job('premium', 1));
      while (!begun.includes('premium')) await new Promise((resolve) => setTimeout(resolve, 10));
      const chunkTimes = (performance.now() - at) / CHUNK_MS;
      say(
        `premium job          begins after ${chunkTimes.toFixed(1)} chunk times, behind ${begun.indexOf('premium') - before} chunks`,
      );
      say(`workflow worker      ${megabytes(workflowWorker.pid)} MB resident at most`);
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
