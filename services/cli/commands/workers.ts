import type { Command } from 'commander';
import { aborted, Interrupted, untilSignal } from '../interrupt.ts';
import { out } from '../output.ts';
import { findAndSayStack } from '../session.ts';
import { webhookSecret } from '../webhook-secret.ts';
import { Workers } from '../workers.ts';

export function addWorkers(program: Command): void {
  program
    .command('workers')
    .description('run one worker of each kind against servers that are there already')
    .action(workers);
}

async function workers(): Promise<void> {
  const interrupted = untilSignal();
  const env = { ...(await findAndSayStack()).env, FANOUT_WEBHOOK_SECRET: await webhookSecret() };
  const running = new Workers(env, { supervise: true });
  try {
    await Promise.all(['workflow', 'metadata', 'transcode'].map((name) => running.start(name)));
    out.say('Workers are polling; Ctrl-C stops them.');
    await Promise.race([running.failed, aborted(interrupted.signal)]);
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
  } finally {
    await running.stop();
    interrupted.dispose();
  }
}
