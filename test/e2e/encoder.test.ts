import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { QUEUES } from '../../services/core/index.ts';
import { mediaToolsFromEnv } from '../../services/media/index.ts';
import {
  connectClient,
  type HealthReport,
  queuePollers,
  temporalConfigFromEnv,
} from '../../services/temporal/index.ts';
import { freePort } from '../../tools/stack/index.ts';
import { corpus, hasCorpus } from '../support/corpus.ts';
import { endWorker, TestStack } from '../support/stack.ts';

/* Transcode workers where there is no graphics card: real processes, the real ffmpeg. */

const hasCard = existsSync('/dev/nvidiactl');

let stack: TestStack;
beforeAll(async () => {
  stack = await TestStack.start();
});
afterAll(() => stack.stop());

const log = () => readFile(join(stack.home.dir, 'logs/transcode.log'), 'utf8');
const messages = async () =>
  (await log())
    .trim()
    .split('\n')
    .map((line) => (JSON.parse(line) as { msg: string }).msg);

async function pollers(queue: string): Promise<number> {
  const client = await connectClient(temporalConfigFromEnv(stack.servers.env));
  try {
    return await queuePollers(client, queue, 'activity');
  } finally {
    await client.connection.close();
  }
}

describe.skipIf(hasCard)('a transcode worker without a graphics card', () => {
  it('takes no work when it shall have one, says so in its health, and leaves at once when told to', async () => {
    const port = await freePort();
    const worker = await stack.worker('transcode', { FANOUT_ENCODER: 'nvenc', FANOUT_HEALTH_PORT: String(port) });
    const health = async () => {
      const answer = await fetch(`http://127.0.0.1:${port}/healthz`);
      return { code: answer.status, report: (await answer.json()) as HealthReport };
    };
    await expect.poll(health, { timeout: 10_000 }).toMatchObject({
      code: 503,
      report: { status: 'unhealthy', reason: expect.stringMatching(/graphics card.*cuda/i) },
    });
    await sleep(1_000);
    expect(await pollers(QUEUES.transcode)).toBe(0);
    expect((await messages()).filter((line) => line.startsWith('Encoder: '))).toEqual([
      expect.stringMatching(/^Encoder: software, because The graphics card: .*cuda/i),
    ]);
    expect(await endWorker(worker)).toBeLessThan(5);
    expect(await messages()).not.toContain(`Worker started - polling '${QUEUES.transcode}'`);
  });

  it('polls the queue that it is given', async () => {
    const worker = await stack.worker('transcode', { FANOUT_TRANSCODE_QUEUE: QUEUES.transcodeCpu });
    await expect.poll(() => pollers(QUEUES.transcodeCpu), { timeout: 10_000 }).toBe(1);
    await endWorker(worker);
  });

  it.skipIf(!hasCorpus)(
    'encodes with its processors when nothing else was asked for (needs MEDIA_CORPUS)',
    async () => {
      await Promise.all([stack.worker('workflow'), stack.worker('metadata'), stack.worker('transcode')]);
      const clip = corpus('clips/chthomos_bbb_480p_30s.mp4');
      const run = await stack.fanout('submit', clip, '--set', 'ladder=240p', '--set', 'clip.end=4', '--wait', '--json');
      const { version } = await mediaToolsFromEnv(process.env);
      expect(run.status()).toMatchObject({
        state: 'completed',
        verification: { ok: true },
        renditions: [{ name: '240p', encoder: `libx264 (ffmpeg ${version})` }],
      });
    },
  );
});
