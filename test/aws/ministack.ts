import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, open, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../../tools/stack/index.ts';
import { pythonTool } from '../support/python-tool.ts';

/** What tests were written for: an emulator knows more of AWS with each version, and sometimes less. */
const VERSION = '1.5.33';
const START_MS = 60_000;
const GRACE_MS = 5_000;

export interface Ministack {
  readonly endpoint: string;
  /** For SDKs and the command line of AWS: this endpoint, its one account, and nothing of the account of whoever runs the tests. */
  readonly env: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

/**
 * Starts an emulator of AWS on a free port of 127.0.0.1, empty, with a region of its own. It needs Python 3.10: the one that
 * `FANOUT_MINISTACK_PYTHON` names and that has ministack, or a virtual environment that is made in the cache once.
 */
export async function startMinistack(): Promise<Ministack> {
  const python = process.env.FANOUT_MINISTACK_PYTHON || join(await pythonTool('ministack', VERSION), 'python');
  const dir = await mkdtemp(join(tmpdir(), 'fanout-ministack-'));
  const port = await freePort();
  const logPath = join(dir, 'ministack.log');
  const log = await open(logPath, 'a');
  const child = spawn(python, ['-m', 'ministack'], {
    cwd: dir,
    stdio: ['ignore', log.fd, log.fd],
    env: {
      PATH: process.env.PATH,
      HOME: dir,
      TMPDIR: dir,
      GATEWAY_PORT: String(port),
      BIND_HOST: '127.0.0.1',
      MINISTACK_HOST: '127.0.0.1',
      LOG_LEVEL: 'WARNING',
      // With a container engine it would run tasks for real; without one it says that they run, everywhere alike.
      DOCKER_HOST: `unix://${join(dir, 'no-docker.sock')}`,
    },
  });
  // Not left behind by a test run that ends early.
  const endWithUs = () => child.kill('SIGKILL');
  process.once('exit', endWithUs);
  const stop = async () => {
    process.off('exit', endWithUs);
    await end(child);
    await log.close();
    await rm(dir, { recursive: true, force: true });
  };
  const endpoint = `http://127.0.0.1:${port}`;
  try {
    await untilHealthy(child, endpoint);
  } catch (error) {
    const said = await readFile(logPath, 'utf8');
    await stop();
    throw new Error(`ministack did not start: ${said.slice(-2_000)}`, { cause: error });
  }
  return { endpoint, env: environment(endpoint), stop };
}

function environment(endpoint: string): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: 'eu-west-1',
    AWS_DEFAULT_REGION: 'eu-west-1',
    // Twelve digits are the account.
    AWS_ACCESS_KEY_ID: '000000000000',
    AWS_SECRET_ACCESS_KEY: 'of-no-account',
    AWS_SESSION_TOKEN: '',
    AWS_PROFILE: '',
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_EC2_METADATA_DISABLED: 'true',
  };
}

async function untilHealthy(child: ChildProcess, endpoint: string): Promise<void> {
  const until = Date.now() + START_MS;
  for (;;) {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error('it ended');
    const answer = await fetch(`${endpoint}/_ministack/health`).catch((error: unknown) => error as Error);
    if (answer instanceof Response && answer.ok) return;
    if (Date.now() > until) throw new Error('it is not healthy', { cause: answer });
    await sleep(200);
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  const kill = setTimeout(() => child.kill('SIGKILL'), GRACE_MS);
  await gone;
  clearTimeout(kill);
}
