import { setTimeout as sleep } from 'node:timers/promises';
import { endGroup, isServerOf } from './process.ts';

const PATIENCE_MS = 10_000;
const POLL_MS = 500;

/**
 * Whether a server of an earlier start answers as itself. One that runs and does not is given a while, on a busy machine,
 * and then ended: two must never share their data.
 */
export async function isStillThere(
  dataDir: string,
  pid: number,
  answersAsItself: () => Promise<boolean>,
): Promise<boolean> {
  const answers = () => answersAsItself().catch(() => false);
  for (const until = Date.now() + PATIENCE_MS; ; await sleep(POLL_MS)) {
    if (await answers()) return true;
    if (!(await isServerOf(dataDir, pid))) return false;
    if (Date.now() > until) break;
  }
  await endGroup(pid);
  return false;
}
