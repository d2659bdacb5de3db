import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../../tools/stack/index.ts';

/** Whether there is the emulator of AWS: `pip install ministack`. */
export const hasMinistack = spawnSync('python3', ['-c', 'import ministack']).status === 0;

const READY_MS = 30_000;

/** An emulator of AWS on a free port of this machine. */
export async function startMinistack() {
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  const child = spawn('python3', ['-m', 'ministack'], {
    stdio: 'ignore',
    env: { ...process.env, GATEWAY_PORT: String(port), BIND_HOST: '127.0.0.1', MINISTACK_HOST: '127.0.0.1' },
  });
  await untilItAnswers(endpoint, child);
  return {
    endpoint,
    /** For what finds it as AWS's libraries do. */
    env: {
      AWS_ENDPOINT_URL_SQS: endpoint,
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_REGION: 'us-east-1',
    },
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, 'exit');
      child.kill();
      await gone;
    },
  };
}

async function untilItAnswers(endpoint: string, child: ChildProcess): Promise<void> {
  const until = Date.now() + READY_MS;
  for (;;) {
    const answers = await fetch(`${endpoint}/_ministack/health`).then(
      () => true,
      () => false,
    );
    if (answers) return;
    if (child.exitCode !== null || Date.now() > until) throw new Error('ministack does not answer');
    await sleep(200);
  }
}
