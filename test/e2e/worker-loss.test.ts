import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { JobStatus } from '../../services/core/index.ts';
import { hasCorpus } from '../support/corpus.ts';
import { signalServer } from '../support/server-control.ts';
import { SLOW_CHUNKS, SlowJobs } from '../support/slow-job.ts';
import { endWorker, TestStack } from '../support/stack.ts';

/* What a job goes through when a worker freezes, or what it works with breaks. Real servers, real processes. */

/** To mount a disk that is full. */
const isRoot = process.getuid?.() === 0 && process.platform === 'linux';
const FROZEN_MS = 16_000;

let stack: TestStack;
let jobs: SlowJobs;
let transcoders: Awaited<ReturnType<TestStack['worker']>>[] = [];
beforeAll(async () => {
  stack = await TestStack.start();
  jobs = new SlowJobs(stack);
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
  expect(job).toMatchObject({ state: 'completed', verification: { ok: true }, work: { chunks: SLOW_CHUNKS } });
  expect(new Set(job.renditions.map((r) => r.frames))).toEqual(new Set([job.verification?.frames]));
}

describe.skipIf(!hasCorpus)('a job (needs MEDIA_CORPUS)', () => {
  it('is not harmed by a worker that froze and comes back with work that others did meanwhile', async () => {
    const frozen = await transcoder();
    const id = await jobs.submit();
    await jobs.someChunksDone(id);
    frozen.kill('SIGSTOP');
    await transcoder();
    await sleep(FROZEN_MS);
    frozen.kill('SIGCONT');
    const job = await jobs.ended(id);
    expectWhole(job);
    expect(job.work.retried).toBeGreaterThan(0);
    expect(job.work.retried).toBeLessThanOrEqual(3);
    expect(frozen.exitCode).toBeNull();
  });

  it('goes on after Temporal was killed, and was away for a minute', async () => {
    await transcoder();
    const id = await jobs.submit();
    await jobs.someChunksDone(id);
    await signalServer(stack.dataDir, 'temporal', 'SIGKILL');
    await sleep(60_000);
    await stack.servers.revive();
    expectWhole(await jobs.ended(id));
    expect(transcoders[0]?.exitCode).toBeNull();
  });

  it('waits for S3, which was killed and started again, without losing an attempt', async () => {
    await transcoder();
    const id = await jobs.submit();
    await jobs.someChunksDone(id);
    await signalServer(stack.dataDir, 's3', 'SIGKILL');
    await sleep(10_000);
    await stack.servers.revive();
    const job = await jobs.ended(id);
    expectWhole(job);
    expect(job.work.retried).toBe(0);
  });

  it.skipIf(!isRoot)('is made by the other worker when the disk of one is full (needs root, to mount it)', async () => {
    const disk = join(stack.home.dir, 'full');
    await mkdir(disk);
    await execa('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', disk]);
    try {
      const full = await transcoder({ FANOUT_SCRATCH_DIR: disk });
      await transcoder();
      const job = await jobs.ended(await jobs.submit());
      expectWhole(job);
      await endWorker(full);
    } finally {
      await execa('umount', [disk]);
    }
  });

  it('gets its chunk again when ffmpeg is stuck', async () => {
    await transcoder({ FANOUT_FFMPEG: await ffmpegStuckOnce(), FANOUT_STUCK_SECONDS: '4' });
    const job = await jobs.ended(await jobs.submit());
    expectWhole(job);
    expect(job.work.retried).toBe(1);
    expect(await readdir(stack.scratchDir)).toEqual([]);
  });
});
