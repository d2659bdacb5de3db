import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { aborted, Interrupted, untilSignal } from '../services/cli/interrupt.ts';
import { startLocalStack } from '../services/cli/local-stack.ts';
import { openSessionOf, type Session } from '../services/cli/session.ts';

/**
 * Runs some work on a stack of its own, on free ports and in a folder of its own, of which nothing is left afterwards, also
 * when it is interrupted.
 * @param name names the folder
 * @throws what the work throws; what ended a worker that nobody asked to end; Interrupted
 */
export async function withPrivateStack<T>(
  name: string,
  work: (session: Session, dir: string) => Promise<T>,
): Promise<T> {
  const dir = await mkdtemp(join(tmpdir(), `fanout-${name}-`));
  const interrupted = untilSignal();
  try {
    const stack = await startLocalStack({
      dataDir: join(dir, 'stack'),
      ports: 'free',
      workers: 1,
      ui: false,
      gateway: false,
      supervise: false,
      onStep: (line) => process.stderr.write(`${line}\n`),
      signal: interrupted.signal,
    });
    try {
      const session = await openSessionOf(stack.servers.env);
      try {
        return await Promise.race([work(session, dir), stack.failed, aborted(interrupted.signal)]);
      } finally {
        await session.close();
      }
    } finally {
      await stack.stop();
    }
  } finally {
    interrupted.dispose();
    await rm(dir, { recursive: true, force: true });
  }
}

/** What a program exits with that was interrupted. @throws all that is no interrupt */
export function interruptCode(error: unknown): number {
  if (error instanceof Interrupted) return error.exitCode;
  throw error;
}
