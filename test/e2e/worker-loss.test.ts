import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { JobStatus } from '../../services/core/index.ts';
import { corpus, hasCorpus } from '../support/corpus.ts';
import { signalServer } from '../support/server-control.ts';
import { endWorker, TestStack } from '../support/stack.ts';

/* What a job goes through when a worker freezes, or what it works with breaks. Real servers, real processes. */

const clip = corpus('clips/chthomos_bbb_480p_30s.mp4');
const slow = ['--set', 'chunkSegments=1', '--set', 'segmentSeconds=2', '--set', 'encoder.preset=medium', '--json'];
const CHUNKS = 15;
/** A file system of Linux in which nothing is ever free. */
const FULL_DISK = '/proc';
const FROZEN_MS = 16_000;

let stack: TestStack;
let transcoders: Awaited<ReturnType<TestStack['worker']>>[] = [];
beforeAll(async () => {
  stack = await TestStack.start();
  await Promise.all([stack.worker('workflow'), stack.worker('metadata')]);
});
afterEach(async () => {
  await Promise.all(transcoders.map((worker) => endWorker(worker)));
  transcoders = [];
});
afterAll(() => stack.stop());

async function transcoder(env: Readonly<Record<string, string>> = {}) {
  const worker = await stack.worker('transcode', { FANOUT_TRANSCODE_SLOTS: '2', ...env });
  transcoders.push(worker);
  return worker;
}
const status = async (id: string) => (await stack.fanout('status', id, '--json')).status();
// Each for a tenant of its own: nothing is there to be reused.
let tenants = 0;
const submit = async () =>
  (await stack.fanout('submit', clip, ...slow, '--set', `tenant=t${tenants++}`)).status().videoId;
const ended = async (id: string): Promise<JobStatus> => (await stack.fanout('watch', id, '--json')).status();
const someChunksDone = (id: string) =>
  expect
    .poll(async () => (await status(id)).progress.chunksDone, { timeout: 60_000, interval: 200 })
    .toBeGreaterThan(1);

/** An ffmpeg that does nothing when it is first asked to encode a picture. */
async function ffmpegStuckOnce(): Promise<string> {
  const { stdout: ffmpeg } = await execa('which', ['ffmpeg'], { stdin: 'ignore' });
  const path = join(stack.home.dir, 'stuck-once.sh');
  const script = [
    '#!/bin/sh',
    `case "$*" in *libx264*frag*) if mkdir '${path}.once' 2>/dev/null; then exec sleep 600; fi ;; esac`,
    `exec '${ffmpeg}' "$@"`,
  ];
  await writeFile(path, `${script.join('\n')}\n`, { mode: 0o755 });
  return path;
}

/** Whole, and right: every rung has the frames that verification counted. */
function expectWhole(job: JobStatus): void {
  expect(job).toMatchObject({ state: 'completed', verification: { ok: true }, work: { chunks: CHUNKS } });
  expect(new Set(job.renditions.map((r) => r.frames))).toEqual(new Set([job.verification?.frames]));
}

describe.skipIf(!hasCorpus)('a job (needs MEDIA_CORPUS)', () => {
  it('is not harmed by a worker that froze and comes back with work that others did meanwhile', async () => {
    const frozen = await transcoder();
    const id = await submit();
    await someChunksDone(id);
    frozen.kill('SIGSTOP');
    await transcoder();
    await sleep(FROZEN_MS);
    frozen.kill('SIGCONT');
    const job = await ended(id);
    expectWhole(job);
    expect(job.work.retried).toBeGreaterThan(0);
    expect(job.work.retried).toBeLessThanOrEqual(3);
    expect(frozen.exitCode).toBeNull();
  });

  it('goes on after Temporal was killed, and was away for a minute', async () => {
    await transcoder();
    const id = await submit();
    await someChunksDone(id);
    await signalServer(stack.dataDir, 'temporal', 'SIGKILL');
    await sleep(60_000);
    await stack.servers.revive();
    expectWhole(await ended(id));
    expect(transcoders[0]?.exitCode).toBeNull();
  });

  it('waits for S3, which was killed and started again, without losing an attempt', async () => {
    await transcoder();
    const id = await submit();
    await someChunksDone(id);
    await signalServer(stack.dataDir, 's3', 'SIGKILL');
    await sleep(10_000);
    await stack.servers.revive();
    const job = await ended(id);
    expectWhole(job);
    expect(job.work.retried).toBe(0);
  });

  it.skipIf(process.platform !== 'linux')('is made by the other worker when the disk of one is full', async () => {
    await transcoder({ FANOUT_SCRATCH_DIR: FULL_DISK });
    await transcoder();
    const job = await ended(await submit());
    expectWhole(job);
  });

  it('gets its chunk again when ffmpeg is stuck', async () => {
    await transcoder({ FANOUT_FFMPEG: await ffmpegStuckOnce(), FANOUT_STUCK_SECONDS: '4' });
    const job = await ended(await submit());
    expectWhole(job);
    expect(job.work.retried).toBe(1);
    expect(await readdir(stack.scratchDir)).toEqual([]);
  });
});
