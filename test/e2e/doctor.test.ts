import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Finding } from '../../services/cli/doctor/index.ts';
import { endWorker, TestStack } from '../support/stack.ts';

/* What `fanout doctor` says of a stack that does not work. Real servers, real workers. In order: each goes on from the last. */

let stack: TestStack;
let film: string;
let job: string;
beforeAll(async () => {
  stack = await TestStack.start();
  film = join(stack.home.dir, 'film.mp4');
  const picture = ['-f', 'lavfi', '-i', 'testsrc2=size=1920x1080:rate=25:duration=20', '-c:v', 'libx264'];
  await execa('ffmpeg', ['-v', 'error', ...picture, '-preset', 'ultrafast', film], { stdin: 'ignore' });
});
afterAll(() => stack.stop());

async function doctor() {
  const run = await stack.fanout('doctor', '--json');
  const { ok, findings } = JSON.parse(run.stdout) as { ok: boolean; findings: Finding[] };
  return { exitCode: run.exitCode, ok, of: (check: string) => findings.find((finding) => finding.check === check) };
}

async function submit(...more: string[]): Promise<string> {
  const run = await stack.fanout('submit', film, '--json', ...more);
  expect(run.exitCode, run.stderr).toBe(0);
  return run.status().videoId;
}

describe('fanout doctor', () => {
  it('names each queue that nobody polls, and how it gets a worker', async () => {
    const { exitCode, ok, of } = await doctor();
    expect([exitCode, ok]).toEqual([3, false]);
    expect(of('stack')?.found).toContain(`environment (Temporal ${stack.servers.temporal.address}`);
    for (const [queue, kind] of [
      ['video-tasks', 'workflow'],
      ['metadata-queue', 'metadata'],
      ['transcode-queue', 'transcode'],
    ])
      expect(of(`queue ${queue}`)).toMatchObject({
        ok: false,
        found: 'nobody polls it',
        cause: expect.stringContaining(`No ${kind} worker`),
        todo: expect.stringContaining(`npm run worker:${kind}`),
      });
    expect(of('jobs')).toMatchObject({ ok: true, found: 'none runs' });
    for (const check of ['Temporal', 'Temporal namespace', 'S3 bucket encoded', 'S3 bucket videos'])
      expect(of(check)?.ok, check).toBe(true);
  });

  it('says of a job that does not start how long it has waited, and for what', async () => {
    job = await submit('--set', 'encoder.preset=slow');
    await expect
      .poll(async () => (await doctor()).of('queue video-tasks')?.found, { timeout: 30_000 })
      .toMatch(/^1 task waits for \d+ s, and nobody polls it$/);
    await Promise.all([stack.worker('workflow'), stack.worker('metadata')]);
    await expect
      .poll(async () => (await doctor()).of('queue transcode-queue')?.found, { timeout: 60_000 })
      .toMatch(/^1 task waits for [1-9]\d* s, and nobody polls it$/);
    const { of } = await doctor();
    for (const queue of ['video-tasks', 'metadata-queue'])
      expect(of(`queue ${queue}`)).toMatchObject({ ok: true, found: expect.stringMatching(/^polled by \d/) });
    expect(of('jobs')).toMatchObject({ ok: true, found: '1 not ended' });
  });

  it('says of a chunk whose worker was killed that it was not heard of, and that it is tried again', async () => {
    const worker = await stack.worker('transcode', { FANOUT_TRANSCODE_SLOTS: '2' });
    await expect
      .poll(async () => (await doctor()).of('queue transcode-queue')?.found, { timeout: 60_000 })
      .toMatch(/2 at work/);
    await endWorker(worker, 'SIGKILL');
    const ofJob = async () => (await doctor()).of(`job ${job}`) ?? null;
    await expect.poll(ofJob, { timeout: 60_000 }).toMatchObject({
      ok: false,
      found: expect.stringMatching(/attempt \d+ is to follow; the last ended with a heartbeat time-out$/),
      cause: expect.stringContaining('killed'),
      todo: expect.stringContaining('memory'),
    });
  });

  it('says of a paused job that it waits on purpose', async () => {
    const id = await submit('--set', 'tenant=patient');
    expect((await stack.fanout('pause', id)).exitCode).toBe(0);
    await expect
      .poll(async () => (await doctor()).of('jobs')?.found, { timeout: 30_000 })
      .toContain(`"fanout resume": ${id}`);
    expect((await doctor()).of(`job ${id}`)).toBeUndefined();
  });
});
