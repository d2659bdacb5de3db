import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { checkJobWebhook, tenantShare } from '../../control/index.ts';
import { asFanoutError, type JobStatus } from '../../core/index.ts';
import type { JobSpec } from '../../core/spec/index.ts';
import { startJob } from '../../temporal/index.ts';
import { checkAttachments } from '../attachments.ts';
import { exportVideo, requireEmpty } from '../export.ts';
import { home } from '../home.ts';
import { untilSignal } from '../interrupt.ts';
import { StackJobs } from '../jobs/stack-jobs.ts';
import { startLocalStack } from '../local-stack.ts';
import { out } from '../output.ts';
import { specOf, type Wish } from '../profiles.ts';
import { findAndSayStack, openSession, openSessionOf, type Session } from '../session.ts';
import { prepareJob, resolveSource } from '../source.ts';
import { describeJob, exitCodeOf } from '../summary.ts';
import { watchJob } from '../watch.ts';
import { deliveriesDone } from '../webhook-deliveries.ts';
import { webhookSecret } from '../webhook-secret.ts';
import { jsonOption, profileOption, setHelp, setOption } from './options.ts';

interface RunFlags extends Wish {
  readonly out?: string;
  readonly json?: boolean;
}

export function addRun(program: Command): void {
  program
    .command('run')
    .description('process one video with a stack of its own (or the one that is up), export the result, stop')
    .argument('<file>', 'a video file, an s3:// or an https:// URL')
    .option('--out <dir>', 'where to put the result (default: fanout-<video id>)')
    .addOption(profileOption)
    .addOption(setOption)
    .addOption(jsonOption)
    .addHelpText('after', setHelp)
    .action((file: string, flags: RunFlags) => run(file, flags));
}

async function run(file: string, flags: RunFlags): Promise<void> {
  const spec = await specOf(flags);
  checkJobWebhook(spec);
  await checkAttachments(spec);
  if (flags.out) await requireEmpty(resolve(flags.out));
  const named = await resolveSource(file);
  const status = await withAnyStack(spec, async (session, signal, isOwnStack) => {
    const job = await prepareJob(session.store, named, spec);
    await startJob(session.client, job, await tenantShare(process.env, spec.tenant));
    const done = await watchJob(new StackJobs(session), job.videoId, { signal });
    if (isOwnStack) await deliveriesDone(session.client, job, signal);
    if (done.state !== 'completed') return done;
    const dir = resolve(flags.out ?? `fanout-${job.videoId}`);
    await exportVideo(session.store, job.videoId, dir);
    return { ...done, output: dir };
  });
  report(status, flags.json === true);
}

export function report(status: JobStatus, json: boolean): void {
  if (json) out.json(status);
  else out.result(describeJob(status));
  process.exitCode = exitCodeOf(status);
}

/** The stack that is running, else one for this run only, which leaves nothing. */
async function withAnyStack<T>(
  spec: JobSpec,
  work: (session: Session, signal: AbortSignal, isOwnStack: boolean) => Promise<T>,
): Promise<T> {
  const interrupted = untilSignal();
  const existing = await openRunning();
  if (existing) {
    return work(existing, interrupted.signal, false).finally(() => existing.close());
  }
  const dataDir = join(home.dataDir, `run-${process.pid}`);
  try {
    const stack = await startLocalStack({
      dataDir,
      ports: 'free',
      workers: 1,
      ui: false,
      gateway: false,
      supervise: false,
      webhookSecret: spec.webhook === undefined ? undefined : await webhookSecret(),
      onStep: out.say,
      signal: interrupted.signal,
    });
    try {
      const session = await openSessionOf(stack.servers.env);
      return await Promise.race([work(session, interrupted.signal, true), stack.failed]).finally(() => session.close());
    } finally {
      await stack.stop();
    }
  } finally {
    await rm(dataDir, { recursive: true, force: true });
    interrupted.dispose();
  }
}

/** `null` when there is none that can be used; of one that is there, why it cannot is said. */
async function openRunning(): Promise<Session | null> {
  try {
    return await openSession(await findAndSayStack());
  } catch (thrown) {
    const error = asFanoutError(thrown);
    if (error.code !== 'STACK_UNREACHABLE') throw error;
    out.say(error.message);
    return null;
  }
}
