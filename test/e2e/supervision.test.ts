import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { listedWorkers } from '../../services/cli/worker-list.ts';
import { readState } from '../../tools/stack/state.ts';
import { corpus, hasCorpus } from '../support/corpus.ts';
import { TestHome } from '../support/home.ts';
import { signalServer } from '../support/server-control.ts';

/* `fanout up` keeps its stack running: real servers, real workers, kill -9. */

const CLI = fileURLToPath(new URL('../../bin/fanout.mjs', import.meta.url));
const clip = corpus('clips/chthomos_bbb_480p_30s.mp4');
const slow = ['--set', 'chunkSegments=1', '--set', 'segmentSeconds=2', '--json'];

let home: TestHome;
let up: ChildProcess;
let said = '';
const dataDir = () => join(home.dir, '.fanout');
const pidOf = async (name: string) => (await listedWorkers(dataDir())).find((worker) => worker.name === name)?.pid;
const log = () => readFile(join(home.dir, 'logs', 'supervisor.log'), 'utf8').catch(() => '');

beforeAll(async () => {
  home = await TestHome.create();
  up = spawn(process.execPath, [CLI, 'up'], {
    env: { ...process.env, FANOUT_HOME: home.dir },
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
  expect(await listedWorkers(dataDir())).toEqual([]);
  await home.remove();
});

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
    expect(said).toContain('The metadata worker is running again.');
    const doctor = await home.fanout(['doctor']);
    for (const name of ['workflow', 'metadata', 'transcode'])
      expect(doctor.stdout).toMatch(new RegExp(`✓ worker ${name} \\(\\d+\\) +ok, 0 at work, Temporal reachable`));
  });

  it.skipIf(!hasCorpus)(
    'brings a job to its end whose worker and servers are killed (needs MEDIA_CORPUS)',
    async () => {
      const address = (await readState(dataDir())).temporal?.address;
      const { videoId } = (await home.fanout(['submit', clip, ...slow])).status();
      const { pid = 0 } = (await listedWorkers(dataDir())).find(({ name }) => name === 'transcode') ?? {};
      await expect
        .poll(async () => (await home.fanout(['status', videoId, '--json'])).status().progress.chunksDone, {
          timeout: 60_000,
        })
        .toBeGreaterThan(0);
      process.kill(pid, 'SIGKILL');
      await signalServer(dataDir(), 'temporal', 'SIGKILL');
      await signalServer(dataDir(), 's3', 'SIGKILL');
      await expect.poll(log, { timeout: 60_000 }).toMatch(/The local servers are running again\./);
      const job = (await home.fanout(['watch', videoId, '--json'])).status();
      expect(job).toMatchObject({ state: 'completed', verification: { ok: true } });
      expect((await readState(dataDir())).temporal?.address).toBe(address);
    },
  );
});
