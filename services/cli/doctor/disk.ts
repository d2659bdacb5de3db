import { statfs } from 'node:fs/promises';
import { home } from '../home.ts';
import type { Finding } from './finding.ts';

const MIN_FREE_BYTES = 5e9;

export async function checkDisk(): Promise<Finding> {
  const { bavail, bsize } = await statfs(home.root);
  const free = bavail * bsize;
  const ok = free >= MIN_FREE_BYTES;
  const todo = `Free space where ${home.root} is, or set FANOUT_HOME to a larger disk.`;
  return { check: 'free disk', ok, found: `${(free / 1e9).toFixed(1)} GB`, ...(ok ? {} : { todo }) };
}
