import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, expect, it, vi } from 'vitest';
import { LocalWorker } from '../../../services/cli/local-worker.ts';
import { FanoutError } from '../../../services/core/index.ts';

/* A supervised worker that is asked to leave, with processes that only wait. */

vi.mock('../../../services/cli/supervisor-log.ts', () => ({ supervisorSays: () => {} }));

const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});
const isGone = ({ exitCode, signalCode }: ChildProcess) => exitCode !== null || signalCode !== null;
const nth = (n: number) => vi.waitFor(() => children[n] ?? Promise.reject(new Error('not yet')), 5_000);

/** @param ready resolves when a process of it works */
function worker(ready: () => Promise<unknown> = async () => {}) {
  return new LocalWorker({
    name: 'transcode',
    spawn: async (onSpawn) => {
      const child = spawn('sleep', ['60']);
      children.push(child);
      const ended = once(child, 'exit').then(() => new FanoutError('STACK_UNREACHABLE', 'It ended.'));
      onSpawn(child);
      await Promise.race([ready(), ended.then((error) => Promise.reject(error))]);
      return { child, name: 'transcode', healthPort: null, ended };
    },
    supervise: true,
    onFail: (error) => expect.unreachable(error.message),
    stopping: new AbortController().signal,
  });
}
const longerThanAPause = () => new Promise((resolve) => setTimeout(resolve, 1_300));

it('leaves for good', async () => {
  const leaving = worker();
  await leaving.start();
  await leaving.leave();
  expect(children.map(isGone)).toEqual([true]);
  await longerThanAPause();
  expect(children).toHaveLength(1);
});

it('is not started again when it is asked to leave in the pause before that', async () => {
  const leaving = worker();
  await leaving.start();
  children[0]?.kill('SIGKILL');
  await vi.waitFor(() => expect(children.map(isGone)).toEqual([true]));
  await leaving.leave();
  await longerThanAPause();
  expect(children).toHaveLength(1);
});

it('leaves while it is being started again', async () => {
  let starts = 0;
  const leaving = worker(() => (starts++ === 0 ? Promise.resolve() : new Promise(() => {})));
  await leaving.start();
  children[0]?.kill('SIGKILL');
  await nth(1);
  await leaving.leave();
  await longerThanAPause();
  expect(children.map(isGone)).toEqual([true, true]);
});
