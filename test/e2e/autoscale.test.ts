import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { listedWorkers } from '../../services/cli/worker-list.ts';
import { corpus, hasCorpus } from '../support/corpus.ts';
import { TestHome } from '../support/home.ts';

/* `fanout up --autoscale`: real servers, real workers that come with the work and leave after it. */

const CLI = fileURLToPath(new URL('../../bin/fanout.mjs', import.meta.url));
const clip = corpus('clips/chthomos_bbb_480p_30s.mp4');
const slow = ['chunkSegments=1', 'segmentSeconds=2', 'encoder.preset=medium', 'clip.end=20'];
const MOST = 3;

let home: TestHome;
let up: ChildProcess;
let said = '';
const transcoders = async () =>
  (await listedWorkers(join(home.dir, '.fanout'))).filter(({ name }) => name === 'transcode').map(({ pid }) => pid);
const log = async () =>
  (await readFile(join(home.dir, 'logs', 'supervisor.log'), 'utf8').catch(() => ''))
    .split('\n')
    .map((line) => line.replace(/^\S+ /, ''));

beforeAll(async () => {
  home = await TestHome.create();
  up = spawn(process.execPath, [CLI, 'up', '--autoscale'], {
    env: {
      ...process.env,
      FANOUT_HOME: home.dir,
      FANOUT_SCALE_EVERY_SECONDS: '1',
      FANOUT_SCALE_COOLDOWN_SECONDS: '6',
      FANOUT_SCALE_TRANSCODE_MAX: String(MOST),
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  up.stderr?.on('data', (bytes) => {
    said += String(bytes);
  });
  await vi.waitFor(() => expect(said).toContain('Ready.'), { timeout: 120_000, interval: 200 });
});
afterAll(async () => {
  const gone = once(up, 'exit');
  up.kill('SIGTERM');
  await gone;
  expect(await transcoders()).toEqual([]);
  await home.remove();
});

describe.skipIf(!hasCorpus)('fanout up --autoscale (needs MEDIA_CORPUS)', () => {
  it('has more workers while chunks wait, and as few as before when there is nothing left, at no cost for the job', async () => {
    expect(await transcoders()).toHaveLength(1);
    expect(said).toContain(`Transcode workers come and go with the work: 1 to ${MOST} of them.`);
    const { videoId } = (
      await home.fanout(['submit', clip, ...slow.flatMap((pair) => ['--set', pair]), '--json'])
    ).status();
    await expect.poll(transcoders, { timeout: 60_000 }).toHaveLength(MOST);
    const job = (await home.fanout(['watch', videoId, '--json'])).status();
    expect(job).toMatchObject({ state: 'completed', verification: { ok: true }, work: { retried: 0 } });

    await expect.poll(transcoders, { timeout: 60_000 }).toHaveLength(1);
    const steps = (await log()).filter((line) => line !== '');
    console.log(steps.join('\n'));
    expect(steps.at(0)).toMatch(/^Workers for transcode-queue: \d instead of 1 \(backlog \d+, \d in flight\)\.$/);
    expect(steps.at(-1)).toMatch(/^Workers for transcode-queue: 1 instead of 2, an idle one leaves \(backlog 0, /);
    expect(steps.filter((line) => line.includes('an idle one leaves')).length).toBeGreaterThanOrEqual(MOST - 1);
    expect(steps.join('\n'), 'one that was asked to leave is not started again').not.toContain('A new start follows');
  });

  it('starts a killed worker again as ever', async () => {
    const [pid = 0] = await transcoders();
    process.kill(pid, 'SIGKILL');
    await expect.poll(log, { timeout: 20_000 }).toContain('The transcode worker is running again.');
    const now = await transcoders();
    expect(now).toHaveLength(1);
    expect(now).not.toContain(pid);
  });
});
