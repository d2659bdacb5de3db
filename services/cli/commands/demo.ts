import { mkdir, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from 'commander';
import { execa } from 'execa';
import { STANDARD_PORTS } from '../../../tools/stack/index.ts';
import { tenantShare } from '../../control/index.ts';
import type { JobSpec } from '../../core/spec/index.ts';
import { startJob } from '../../temporal/index.ts';
import { checkAttachments } from '../attachments.ts';
import { ensureFfmpeg } from '../ffmpeg.ts';
import { findStackIfAny, type Stack, stackOf } from '../find-stack/index.ts';
import { home } from '../home.ts';
import { aborted, Interrupted, untilSignal } from '../interrupt.ts';
import { StackJobs } from '../jobs/stack-jobs.ts';
import { startLocalStack } from '../local-stack.ts';
import { out } from '../output.ts';
import { specOf, type Wish } from '../profiles.ts';
import { openSession, sayStack } from '../session.ts';
import { prepareJob, resolveSource } from '../source.ts';
import { watchJob } from '../watch.ts';
import { profileOption, setOption } from './options.ts';
import { report } from './run.ts';

interface DemoFlags extends Wish {
  readonly exit?: boolean;
}

export function addDemo(program: Command): void {
  program
    .command('demo')
    .description('start the local stack, process a video (or a clip made for it), and say where to watch it')
    .argument('[file]', 'a video file; without one, a minute of test picture is made')
    .option('--exit', 'stop when the video is finished')
    .addOption(profileOption)
    .addOption(setOption)
    .action((file: string | undefined, flags: DemoFlags) => demo(file, flags));
}

async function demo(file: string | undefined, flags: DemoFlags): Promise<void> {
  const spec = await specOf(flags);
  await checkAttachments(spec);
  const tools = await ensureFfmpeg(out.say);
  const named = await resolveSource(file ?? (await testClip(tools.ffmpeg)));
  const interrupted = untilSignal();
  try {
    const compose = await runningCompose();
    const made = (place: Place) => processVideo(place, named, spec, interrupted.signal);
    if (compose) await made({ stack: compose, gatewayUrl: compose.gatewayUrl ?? null, uiUrl: null });
    else await onLocalStack(made, flags, interrupted.signal);
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
  } finally {
    interrupted.dispose();
  }
}

/** A stack of compose that can be used has workers of its own, and stays up by itself. */
async function runningCompose(): Promise<Stack | null> {
  const stack = await findStackIfAny();
  if (stack?.kind !== 'compose') return null;
  sayStack(stack);
  return stack;
}

async function onLocalStack(
  work: (place: Place) => Promise<void>,
  { exit }: DemoFlags,
  signal: AbortSignal,
): Promise<void> {
  const local = await startLocalStack({
    dataDir: home.dataDir,
    ports: STANDARD_PORTS,
    workers: 1,
    ui: true,
    gateway: true,
    supervise: true,
    onStep: out.say,
    signal,
  });
  const { servers, gatewayUrl, failed } = local;
  try {
    await Promise.race([work({ stack: stackOf(servers.env), gatewayUrl, uiUrl: servers.uiUrl }), failed]);
    if (!exit) {
      out.say('The stack stays up; Ctrl-C stops it.');
      await Promise.race([failed, aborted(signal)]);
    }
  } finally {
    await local.stop();
  }
}

/** Where the video is processed, and can be watched. */
interface Place {
  readonly stack: Stack;
  readonly gatewayUrl: string | null;
  readonly uiUrl: string | null;
}

async function processVideo(
  { stack, gatewayUrl, uiUrl }: Place,
  named: Awaited<ReturnType<typeof resolveSource>>,
  spec: JobSpec,
  signal: AbortSignal,
): Promise<void> {
  const session = await openSession(stack);
  try {
    const job = await prepareJob(session.store, named, spec);
    await startJob(session.client, job, await tenantShare(process.env, spec.tenant));
    out.say(`▶ Watch it while it is made: ${gatewayUrl}/watch/${job.videoId}`);
    if (uiUrl) out.say(`  The workflow: ${uiUrl}/namespaces/default/workflows/video-workflow-${job.videoId}`);
    report(await watchJob(new StackJobs(session), job.videoId, { signal }), false);
  } finally {
    await session.close();
  }
}

/** A minute of moving test picture with a clock and a tone, made once. */
async function testClip(ffmpeg: string): Promise<string> {
  const path = join(home.dataDir, 'test-clip.mp4');
  if (await stat(path).catch(() => null)) return path;
  await mkdir(home.dataDir, { recursive: true });
  out.say('Making a minute of test picture, once.');
  const temporary = `${path}.part`;
  await execa(ffmpeg, [
    ...['-y', '-v', 'error', '-f', 'lavfi', '-i', 'testsrc2=size=1280x720:rate=30:duration=60'],
    ...['-f', 'lavfi', '-i', 'sine=frequency=440:beep_factor=4:duration=60', '-c:v', 'libx264', '-preset', 'ultrafast'],
    ...['-pix_fmt', 'yuv420p', '-g', '60', '-c:a', 'aac', '-shortest', '-f', 'mp4', temporary],
  ]);
  await rename(temporary, path);
  return path;
}
