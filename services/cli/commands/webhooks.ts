import { type Command, InvalidArgumentError } from 'commander';
import { webhookKeys } from '../../web/index.ts';
import { aborted, Interrupted, untilSignal } from '../interrupt.ts';
import type { ShownDelivery } from '../jobs/jobs.ts';
import { out } from '../output.ts';
import { typedVideoId, withJobs } from '../session.ts';
import { type HeardWebhook, listenForWebhooks } from '../webhook-listener.ts';
import { webhookSecret } from '../webhook-secret.ts';
import { jsonOption } from './options.ts';

interface Json {
  readonly json?: boolean;
}

const DEFAULT_PORT = 8099;

export function addWebhooks(program: Command): void {
  const webhooks = program.command('webhooks').description('what the owner of a job was told of, see docs/webhooks.md');
  webhooks
    .command('list')
    .description('the events of a job, and what became of each')
    .argument('<videoId>')
    .addOption(jsonOption)
    .action((id: string, flags: Json) => list(id, flags));
  webhooks
    .command('redeliver')
    .description('deliver events again, under their old ids')
    .argument('<videoId>')
    .argument('[eventId]', 'default: all that are not delivered')
    .addOption(jsonOption)
    .action((id: string, eventId: string | undefined, flags: Json) => deliverAgain(id, eventId, flags));
  webhooks
    .command('secret')
    .description('what the local stack signs events with; made when it is not there')
    .addOption(jsonOption)
    .action((flags: Json) => printSecret(flags));
  webhooks
    .command('listen')
    .description('a receiver for development on 127.0.0.1, which says of each event whether its signature is right')
    .option('--port <n>', 'where to listen', port, DEFAULT_PORT)
    .addOption(jsonOption)
    .action((flags: Json & { readonly port: number }) => listen(flags));
}

function list(id: string, { json }: Json): Promise<void> {
  return withJobs(async (jobs) => {
    const deliveries = await jobs.deliveries(typedVideoId(id));
    if (json) out.json({ deliveries });
    else if (deliveries.length === 0)
      out.say('Nothing was told of this job: its spec has no webhook, or it waits still.');
    else out.result(deliveries.map(describe));
  });
}

function describe({ id, type, state, attempts, lastError, deliveredAt, nextAttemptAt }: ShownDelivery): string {
  const when = deliveredAt ?? (nextAttemptAt ? `again at ${nextAttemptAt}` : '');
  const why = lastError ? `${lastError.code}: ${lastError.message}` : '';
  const tried = `${attempts} attempt${attempts === 1 ? '' : 's'}`;
  return [id, type.padEnd(13), state.padEnd(9), tried, when, why].filter((part) => part !== '').join('  ');
}

function deliverAgain(id: string, eventId: string | undefined, { json }: Json): Promise<void> {
  return withJobs(async (jobs) => {
    const redelivered = await jobs.redeliver(typedVideoId(id), eventId);
    if (json) out.json({ redelivered });
    else out.result(redelivered);
  });
}

async function printSecret({ json }: Json): Promise<void> {
  const secret = await webhookSecret();
  webhookKeys(secret);
  if (json) out.json({ secret });
  else out.result(secret);
}

async function listen(flags: Json & { readonly port: number }): Promise<void> {
  const interrupted = untilSignal();
  const listener = await listenForWebhooks(await webhookSecret(), flags.port, (heard) => {
    if (flags.json) out.json(heard);
    else out.result(describeHeard(heard));
  });
  out.say(`Listening; submit with --set webhook=${listener.url}`);
  out.say('Set FANOUT_WEBHOOK_NETWORKS=127.0.0.0/8 for that, and for "fanout up". Ctrl-C stops.');
  try {
    await aborted(interrupted.signal);
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
  } finally {
    await listener.stop();
    interrupted.dispose();
  }
}

function describeHeard({ signature, id, event }: HeardWebhook): string {
  return `${signature}  ${id ?? 'no id'}  ${JSON.stringify(event)}`;
}

function port(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0 || value > 65_535)
    throw new InvalidArgumentError('It takes a number from 0 (any free port) to 65535.');
  return value;
}
