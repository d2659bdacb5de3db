import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { withLock } from '../../../tools/stack/lock.ts';

let dir: string;
let lock: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'fanout-lock-'));
  lock = join(dir, 'lock');
});
afterEach(() => rm(dir, { recursive: true, force: true }));

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function foreignLock(owner: object | null): Promise<void> {
  await mkdir(lock);
  await writeFile(join(lock, 'half-made'), '');
  if (owner) await writeFile(join(lock, 'owner'), JSON.stringify(owner));
}

const deadPid = () => spawnSync('true').pid;

it('lets one in at a time and is gone afterwards', async () => {
  let inside = 0;
  let most = 0;
  const work = async () => {
    most = Math.max(most, ++inside);
    await pause(20);
    inside--;
  };
  await Promise.all(Array.from({ length: 5 }, () => withLock(lock, work)));
  expect(most).toBe(1);
  await expect(stat(lock)).rejects.toThrow('ENOENT');
});

it('is gone when the work fails', async () => {
  await expect(withLock(lock, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  await expect(stat(lock)).rejects.toThrow('ENOENT');
});

it('of a dead process is taken over by one of several that wait, with nothing of what lay in it', async () => {
  await foreignLock({ pid: deadPid(), host: hostname(), token: 'x' });
  let inside = 0;
  let most = 0;
  const work = async () => {
    most = Math.max(most, ++inside);
    await expect(stat(join(lock, 'half-made'))).rejects.toThrow('ENOENT');
    await pause(20);
    inside--;
  };
  await Promise.all(Array.from({ length: 4 }, () => withLock(lock, work)));
  expect(most).toBe(1);
});

it('of another machine is taken over only when it has been silent for long', async () => {
  await foreignLock({ pid: deadPid(), host: 'another', token: 'x' });
  let waited = 0;
  const got = withLock(lock, async () => 'mine', { onWait: () => waited++ });
  await pause(500);
  expect(waited).toBe(1);
  const longAgo = new Date(Date.now() - 120_000);
  await utimes(lock, longAgo, longAgo);
  expect(await got).toBe('mine');
});

it('stops waiting when asked to', async () => {
  await foreignLock({ pid: process.pid, host: hostname(), token: 'x' });
  const aborter = new AbortController();
  setTimeout(() => aborter.abort(new Error('Ctrl-C')), 50);
  await expect(withLock(lock, async () => 'mine', { signal: aborter.signal })).rejects.toThrow('Ctrl-C');
  expect((await stat(lock)).isDirectory()).toBe(true);
});
