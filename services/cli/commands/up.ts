import { type Command, InvalidArgumentError } from 'commander';
import { STANDARD_PORTS } from '../../../tools/stack/index.ts';
import { home } from '../home.ts';
import { aborted, Interrupted, untilSignal } from '../interrupt.ts';
import { localScaling } from '../local-scaling.ts';
import { startLocalStack } from '../local-stack.ts';
import { out } from '../output.ts';
import { webhookSecret } from '../webhook-secret.ts';

export function addUp(program: Command): void {
  program
    .command('up')
    .description('run the local stack in the foreground; logs in logs/, data in .fanout/')
    .option('--workers <n>', 'transcode workers; with --autoscale, the fewest (default: 1)', positiveInteger)
    .option('--autoscale', 'more workers while there is work for them, up to what the cores are good for')
    .action(up);
}

async function up({ workers, autoscale }: { workers?: number; autoscale?: true }): Promise<void> {
  const scaling = autoscale ? localScaling(process.env, workers ?? null) : null;
  const interrupted = untilSignal();
  const stack = await startLocalStack({
    dataDir: home.dataDir,
    ports: STANDARD_PORTS,
    workers: workers ?? 1,
    ...(scaling ? { scaling } : {}),
    ui: true,
    gateway: true,
    supervise: true,
    webhookSecret: await webhookSecret(),
    onStep: out.say,
    signal: interrupted.signal,
  });
  out.say(`Ready. Submit a video in another terminal: npx fanout submit <file> --wait`);
  if (scaling) {
    const { min, max } = scaling.transcode;
    out.say(`Transcode workers come and go with the work: ${min} to ${max} of them.`);
  }
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
