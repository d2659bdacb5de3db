import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { corpus, hasCorpus } from '../support/corpus.ts';
import { FanoutUp } from '../support/fanout-up.ts';

/* `fanout up --autoscale`: real servers, real workers that come with the work and leave after it. */

const clip = corpus('clips/chthomos_bbb_480p_30s.mp4');
const slow = ['chunkSegments=1', 'segmentSeconds=2', 'encoder.preset=medium', 'clip.end=20'];
const MOST = 3;

let up: FanoutUp;
const transcoders = async () => (await up.workers()).filter(({ name }) => name === 'transcode').map(({ pid }) => pid);
const log = async () => (await up.log()).split('\n').map((line) => line.replace(/^\S+ /, ''));

beforeAll(async () => {
  up = await FanoutUp.start(['--autoscale'], {
    FANOUT_SCALE_EVERY_SECONDS: '1',
    FANOUT_SCALE_COOLDOWN_SECONDS: '6',
    FANOUT_SCALE_TRANSCODE_MAX: String(MOST),
  });
});
afterAll(() => up.stop());

describe.skipIf(!hasCorpus)('fanout up --autoscale (needs MEDIA_CORPUS)', () => {
  it('has more workers while chunks wait, and as few as before when there is nothing left, at no cost for the job', async () => {
    expect(await transcoders()).toHaveLength(1);
    expect(up.said).toContain(`Transcode workers come and go with the work: 1 to ${MOST} of them.`);
    const { videoId } = (
      await up.home.fanout(['submit', clip, ...slow.flatMap((pair) => ['--set', pair]), '--json'])
    ).status();
    await expect.poll(transcoders, { timeout: 60_000 }).toHaveLength(MOST);
    const job = (await up.home.fanout(['watch', videoId, '--json'])).status();
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
