import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ScalerReport } from '../../services/scaler/scaler.ts';
import { freePort } from '../../tools/stack/index.ts';
import { signalServer } from '../support/server-control.ts';
import { endWorker, TestStack } from '../support/stack.ts';

/* The scaler as a process beside real servers and a real worker. */

let stack: TestStack;
beforeAll(async () => {
  stack = await TestStack.start();
});
afterAll(() => stack.stop());

const messages = async () =>
  (await readFile(join(stack.home.dir, 'logs/scaler.log'), 'utf8'))
    .trim()
    .split('\n')
    .map((line) => (JSON.parse(line) as { msg: string }).msg);

describe('the scaler', () => {
  it('publishes what it sees, survives an outage of Temporal, and leaves when told to', async () => {
    const port = await freePort();
    const scaler = await stack.worker('scaler', {
      FANOUT_HEALTH_PORT: String(port),
      FANOUT_SCALE_EVERY_SECONDS: '1',
      FANOUT_SCALE_COOLDOWN_SECONDS: '5',
      FANOUT_SCALE_TRANSCODE_MIN: '2',
    });
    const metrics = async () => (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
    const health = async () => {
      const answer = await fetch(`http://127.0.0.1:${port}/healthz`);
      return { code: answer.status, report: (await answer.json()) as ScalerReport };
    };
    await expect.poll(metrics, { timeout: 10_000 }).toContain('fanout_recommended_tasks{queue="transcode-queue"} 2');
    expect(await metrics()).toContain('fanout_tasks{queue="transcode-queue"} 0');
    await stack.worker('transcode', { FANOUT_TRANSCODE_SLOTS: '3' });
    await expect.poll(metrics, { timeout: 25_000 }).toContain('fanout_tasks{queue="transcode-queue"} 1');
    expect(await health()).toMatchObject({
      code: 200,
      report: { status: 'ok', queues: { 'transcode-queue': { tasks: 1, slots: 3, recommended: 2 } } },
    });

    await signalServer(stack.dataDir, 'temporal', 'SIGKILL');
    await expect
      .poll(messages, { timeout: 30_000 })
      .toContainEqual(expect.stringMatching(/^The queues cannot be seen; /));
    await stack.servers.revive();
    await expect.poll(messages, { timeout: 30_000 }).toContain('The queues can be seen again.');
    expect(await metrics()).toMatch(/fanout_scaler_observations_total\{outcome="failed"} [1-9]/);

    expect(await endWorker(scaler)).toBeLessThan(5);
    expect(scaler.exitCode).toBe(0);
    const said = await messages();
    console.log(said.join('\n'));
    expect(said).toContain(
      'transcode-queue: 0 workers, 2 recommended (backlog 0, 0 in flight): docker compose up -d --no-recreate --no-deps --scale transcode=2 transcode',
    );
    expect(said.filter((line) => line.startsWith('The queues cannot be seen'))).toHaveLength(1);
    expect(said.at(-1)).toBe('Scaler stopped');
  });
});
