import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { runningServers } from '../../../tools/stack/index.ts';
import { FanoutError } from '../../core/index.ts';
import { home } from '../home.ts';
import { chooseStack, type Found, isPartly } from './choose.ts';
import { composeStack } from './compose.ts';
import { lookAt } from './look.ts';
import { type Env, type Stack, stackOf } from './stack.ts';

/**
 * The stack that commands talk to: what the environment names, else the stack that `fanout up` has started in this clone,
 * else one of compose that is ready.
 * @throws FanoutError STACK_UNREACHABLE when there is none
 */
export async function findStack(env: Env = process.env): Promise<Stack> {
  // One of the two is enough: the other is then the default, and never something that happens to run here.
  if (env.TEMPORAL_ADDRESS || env.MINIO_ENDPOINT) return stackOf(env);
  const up = await runningUp(env);
  return up?.whole ? up.stack : chooseStack(await lookAround(env, up));
}

/** The same; `null` when there is none. */
export async function findStackIfAny(): Promise<Stack | null> {
  try {
    return await findStack();
  } catch (error) {
    if (error instanceof FanoutError && error.code === 'STACK_UNREACHABLE') return null;
    throw error;
  }
}

/** The same for who looks for what is wrong: one of compose that is there and not ready will do, with why it is not. */
export async function findStackToExamine(): Promise<{ stack: Stack | null; trouble: FanoutError | null }> {
  try {
    return { stack: await findStack(), trouble: null };
  } catch (error) {
    if (!(error instanceof FanoutError) || error.code !== 'STACK_UNREACHABLE') throw error;
    const { compose } = await lookAround(process.env, null);
    return { stack: isPartly(compose.look) ? compose.stack : null, trouble: error };
  }
}

async function lookAround(env: Env, up: Found['up']): Promise<Found> {
  const stack = composeStack(env, await readDotEnv(), home.root);
  return { root: home.root, up, compose: { stack, look: await lookAt(stack.env) } };
}

async function runningUp(env: Env): Promise<Found['up']> {
  const servers = await runningServers(home.dataDir);
  if (!servers) return null;
  const stack: Stack = {
    kind: 'up',
    name: `fanout up in ${home.root}`,
    env: { ...env, ...servers.env },
    keys: `those of ${join(home.dataDir, 'servers.json')}`,
  };
  return { stack, whole: servers.whole };
}

/** The file `.env` beside docker-compose.yml; compose does without one as well. */
async function readDotEnv(): Promise<Env> {
  const path = join(home.root, '.env');
  try {
    return parseEnv(await readFile(path, 'utf8')) as Env;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    const why = error instanceof Error ? error.message : String(error);
    throw new FanoutError('USAGE', `${path} cannot be read: ${why}`, [], {
      cause: error,
      hint: 'Mend it, or remove it.',
    });
  }
}
