import { type Command, InvalidArgumentError } from 'commander';
import { STANDARD_PORTS } from '../../../tools/stack/index.ts';
import { home } from '../home.ts';
import { aborted, Interrupted, untilSignal } from '../interrupt.ts';
import { startLocalStack } from '../local-stack.ts';
import { out } from '../output.ts';
import { webhookSecret } from '../webhook-secret.ts';

export function addUp(program: Command): void {
  program
    .command('up')
    .description('run the local stack in the foreground; logs in logs/, data in .fanout/')
    .option('--workers <n>', 'transcode workers', positiveInteger, 1)
    .action((flags: { workers: number }) => up(flags.workers));
}

async function up(workers: number): Promise<void> {
  const interrupted = untilSignal();
  const stack = await startLocalStack({
    dataDir: home.dataDir,
    ports: STANDARD_PORTS,
    workers,
    ui: true,
    gateway: true,
    supervise: true,
    webhookSecret: await webhookSecret(),
    onStep: out.say,
    signal: interrupted.signal,
  });
  out.say(`Ready. Submit a video in another terminal: npx fanout submit <file> --wait`);
  out.say(`Watch it at ${stack.gatewayUrl}/watch/<videoId>. Ctrl-C stops everything.`);
  try {
    await Promise.race([stack.failed, aborted(interrupted.signal)]);
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
    out.say('Stopping: workers finish or hand back what they are at.');
  } finally {
    await stack.stop();
    interrupted.dispose();
  }
}

function positiveInteger(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > 64)
    throw new InvalidArgumentError('It takes a number from 1 to 64.');
  return value;
}
