import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readState } from '../../tools/stack/state.ts';
import { corpus, hasCorpus } from '../support/corpus.ts';
import { FanoutUp } from '../support/fanout-up.ts';
import { signalServer } from '../support/server-control.ts';

/* `fanout up` keeps its stack running: real servers, real workers, kill -9. */

const clip = corpus('clips/chthomos_bbb_480p_30s.mp4');
const slow = ['--set', 'chunkSegments=1', '--set', 'segmentSeconds=2', '--json'];

let up: FanoutUp;
const pidOf = async (name: string) => (await up.workers()).find((worker) => worker.name === name)?.pid;
const log = () => up.log();

beforeAll(async () => {
  up = await FanoutUp.start();
});
afterAll(() => up.stop());

describe('fanout up', () => {
  it('starts a killed worker again, says so, and doctor finds it well', async () => {
    const before = (await pidOf('metadata')) ?? 0;
    process.kill(before, 'SIGKILL');
    await expect
      .poll(() => pidOf('metadata'), { timeout: 20_000 })
      .toSatisfy((pid) => pid !== undefined && pid !== before);
    const lines = (await log()).trim().split('\n');
    expect(lines.at(-2)).toMatch(
      /^\d{4}-\S+Z The metadata worker ended by SIGKILL; see .* A new start follows in 1 s\.$/,
    );
    await expect.poll(log).toMatch(/The metadata worker is running again\.\n$/);
    expect(up.said).toContain('The metadata worker is running again.');
    const doctor = await up.home.fanout(['doctor']);
    for (const name of ['workflow', 'metadata', 'transcode'])
      expect(doctor.stdout).toMatch(new RegExp(`✓ worker ${name} \\(\\d+\\) +ok, 0 at work, Temporal reachable`));
  });

  it.skipIf(!hasCorpus)(
    'brings a job to its end whose worker and servers are killed (needs MEDIA_CORPUS)',
    async () => {
      const address = (await readState(up.dataDir)).temporal?.address;
      const { videoId } = (await up.home.fanout(['submit', clip, ...slow])).status();
      const { pid = 0 } = (await up.workers()).find(({ name }) => name === 'transcode') ?? {};
      await expect
        .poll(async () => (await up.home.fanout(['status', videoId, '--json'])).status().progress.chunksDone, {
          timeout: 60_000,
        })
        .toBeGreaterThan(0);
      process.kill(pid, 'SIGKILL');
      await signalServer(up.dataDir, 'temporal', 'SIGKILL');
      await signalServer(up.dataDir, 's3', 'SIGKILL');
      await expect.poll(log, { timeout: 60_000 }).toMatch(/The local servers are running again\./);
      const job = (await up.home.fanout(['watch', videoId, '--json'])).status();
      expect(job).toMatchObject({ state: 'completed', verification: { ok: true } });
      expect((await readState(up.dataDir)).temporal?.address).toBe(address);
    },
  );
});
