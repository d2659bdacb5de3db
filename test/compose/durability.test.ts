import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JobStatus } from '../../services/core/index.ts';
import { hasCorpus } from '../support/corpus.ts';
import { SLOW_CHUNKS, SlowJobs } from '../support/slow-job.ts';
import { ComposeStack, docker, WORKER_SERVICES, type WorkerService } from './compose-stack.ts';

/* What a job goes through when containers go, come, or are replaced under it. */

let stack: ComposeStack;
let jobs: SlowJobs;
beforeAll(async () => {
  stack = await ComposeStack.create();
  jobs = new SlowJobs(stack);
  await stack.compose(['build', '--quiet']);
  await stack.up({ transcode: 2 });
});
afterAll(() => stack.remove());

function expectWhole(job: JobStatus): void {
  expect(job.error).toBeUndefined();
  expect(job).toMatchObject({ state: 'completed', verification: { ok: true }, work: { chunks: SLOW_CHUNKS } });
  expect(new Set(job.renditions.map((r) => r.frames)).size, 'all rungs have the same frames').toBe(1);
}

const ids = async (service: string) => (await stack.containers(service)).map(({ ID }) => ID);

/** New containers of a service beside the old ones, then the old ones away, with the time that they have for it. */
async function replace(service: WorkerService): Promise<void> {
  const old = await ids(service);
  await stack.scale(service, old.length * 2);
  await docker('stop', ...old);
  await docker('rm', '--volumes', ...old);
}

describe.skipIf(!hasCorpus)('a job (needs MEDIA_CORPUS)', () => {
  it('completes when a transcode container is killed in the middle', async () => {
    const id = await jobs.submit();
    await jobs.someChunksDone(id);
    const [victim = ''] = await ids('transcode');
    await docker('kill', '--signal', 'KILL', victim);
    const job = await jobs.ended(id);
    expectWhole(job);
    expect(job.work.retried).toBeGreaterThan(0);
    await docker('start', victim);
  });

  it('completes when Temporal and S3 are restarted in the middle', async () => {
    const id = await jobs.submit();
    await jobs.someChunksDone(id);
    await Promise.all([docker('restart', ...(await ids('temporal'))), docker('restart', ...(await ids('minio')))]);
    await stack.up({ transcode: 2 });
    expectWhole(await jobs.ended(id));
  });

  it('loses nothing while its workers become more and fewer', async () => {
    const id = await jobs.submit();
    await jobs.someChunksDone(id);
    await stack.scale('transcode', 3);
    await stack.scale('metadata', 3);
    expect((await ids('transcode')).length, 'whoever scales one kind leaves the others alone').toBe(3);
    await stack.scale('transcode', 1);
    await stack.scale('metadata', 1);
    const job = await jobs.ended(id);
    expectWhole(job);
    expect(job.work.retried).toBe(0);
    await stack.up({ transcode: 2 });
  });

  it('loses nothing while all its workers are replaced, one kind after the other', async () => {
    const id = await jobs.submit();
    await jobs.someChunksDone(id);
    for (const service of WORKER_SERVICES) await replace(service);
    const job = await jobs.ended(id);
    expectWhole(job);
    expect(job.work.retried).toBe(0);
  });

  it('loses nothing when images of a new version are built, and taken', async () => {
    const id = await jobs.submit();
    await jobs.someChunksDone(id);
    const old = await ids('transcode');
    await stack.compose(['build', '--quiet', '--build-arg', 'REVISION=next']);
    await stack.compose(['up', '--detach', '--wait'], { FANOUT_TRANSCODE_WORKERS: '2' });
    const replaced = await ids('transcode');
    expect(replaced).toHaveLength(2);
    expect(replaced.filter((container) => old.includes(container))).toEqual([]);
    const job = await jobs.ended(id);
    expectWhole(job);
    expect(job.work.retried).toBe(0);
  });

  it('waits when there is nothing to transcode with, and others are looked at meanwhile', async () => {
    await stack.compose(['stop', 'transcode']);
    const id = await jobs.submit();
    const cacheControl = 'no-store';
    await stack.store().put('videos', 'no-video.mp4', 'This is no video.', { contentType: 'video/mp4', cacheControl });
    const refused = await stack.fanout('submit', 's3://videos/no-video.mp4', '--wait', '--json');
    expect(refused.status()).toMatchObject({ state: 'failed', error: { code: 'SOURCE_NOT_MEDIA' } });
    expect((await jobs.status(id)).state).toBe('running');
    // Temporal counts those that asked for work within the last minute.
    await expect
      .poll(async () => (await stack.fanout('doctor')).stdout, { timeout: 90_000, interval: 3_000 })
      .toMatch(/✗ queue transcode-queue/);
    await stack.compose(['start', 'transcode']);
    expectWhole(await jobs.ended(id));
  });

  it('goes on where it was after the whole stack was taken down and up again', async () => {
    const before = await jobs.submit();
    await jobs.someChunksDone(before);
    const done = (await jobs.status(before)).progress.chunksDone;
    await stack.compose(['down', '--timeout', '0']);
    await stack.up({ transcode: 2 });
    const job = await jobs.ended(before);
    expectWhole(job);
    expect(done).toBeGreaterThan(1);
  });
});
