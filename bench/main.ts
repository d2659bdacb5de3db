import { mkdir } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { StackJobs } from '../services/cli/jobs/stack-jobs.ts';
import type { Session } from '../services/cli/session.ts';
import { prepareJob, resolveSource } from '../services/cli/source.ts';
import { watchJob } from '../services/cli/watch.ts';
import { type VideoPlan, videoRenditions } from '../services/core/index.ts';
import { specFromPairs } from '../services/core/spec/index.ts';
import { mediaToolsFromEnv } from '../services/media/index.ts';
import { readPlan, startJob } from '../services/temporal/index.ts';
import { interruptCode, withPrivateStack } from '../tools/private-stack.ts';
import { runWholeFile, type Taken } from './whole-file.ts';

interface Flags {
  readonly codecs: string;
  readonly ladder: string;
  readonly preset: string;
  readonly pairs: string;
}

interface Pair {
  readonly fanout: Taken;
  readonly ffmpeg: Taken;
}

const command = new Command('bench')
  .description('processes a file with Fanout and with one ffmpeg command of the same settings, in turns')
  .argument('<file>')
  .option('--codecs <list>', 'each is measured by itself', 'h264,hevc,av1')
  .option('--ladder <list>', 'rungs', '720p,480p,360p')
  .option('--preset <name>', 'of the encoders', 'veryfast')
  .option('--pairs <n>', 'runs of each', '3')
  .parse();

process.exitCode = await main(command.args[0] ?? '', command.opts<Flags>()).catch(interruptCode);

async function main(file: string, flags: Flags): Promise<number> {
  const tools = await mediaToolsFromEnv(process.env);
  await withPrivateStack('bench', async (session, dir) => {
    say(`${availableParallelism()} cores, ffmpeg ${tools.version}, Node ${process.versions.node}`);
    say('codec   ffmpeg CPU   Fanout CPU   ratio   ffmpeg time   Fanout time   ratio');
    for (const codec of flags.codecs.split(',')) {
      const pairs: Pair[] = [];
      for (let n = 0; n < Number(flags.pairs); n++) {
        const { taken, plan } = await runFanout(session, file, codec, flags);
        const out = join(dir, `${codec}-${n}`);
        await mkdir(out);
        const ffmpeg = await runWholeFile(tools.ffmpeg, file, plan, videoRenditions(plan), out);
        pairs.push({ fanout: taken, ffmpeg });
        printPair(codec, { fanout: taken, ffmpeg });
      }
      printMedian(codec, pairs);
    }
  });
  return 0;
}

async function runFanout(
  session: Session,
  file: string,
  codec: string,
  { ladder, preset }: Flags,
): Promise<{ taken: Taken; plan: VideoPlan }> {
  // Nothing but what the one command makes as well.
  // A tenant of its own: what an earlier run made may not be reused.
  const extras = [
    `tenant=bench-${Date.now()}`,
    'poster=false',
    'storyboard=false',
    'captions=false',
    'outputs=hls',
    'measure=false',
  ];
  const spec = specFromPairs([`codecs=${codec}`, `ladder=${ladder}`, `encoder.preset=${preset}`, ...extras]);
  const job = await prepareJob(session.store, await resolveSource(file), spec);
  await startJob(session.client, job);
  const status = await watchJob(new StackJobs(session), job.videoId);
  const plan = await readPlan(session.client, job.videoId);
  const { cpuSeconds } = status.work;
  const { totalMs } = status.timings;
  if (status.state !== 'completed' || cpuSeconds === null || totalMs === null || !plan) {
    throw new Error(`the job is ${status.state}: ${status.error?.message ?? 'without figures'}`);
  }
  return { taken: { cpuSeconds, wallSeconds: totalMs / 1000 }, plan };
}

function printPair(name: string, { fanout, ffmpeg }: Pair): void {
  const cells = [
    `${ffmpeg.cpuSeconds.toFixed(1)} s`.padStart(12),
    `${fanout.cpuSeconds.toFixed(1)} s`.padStart(12),
    (fanout.cpuSeconds / ffmpeg.cpuSeconds).toFixed(2).padStart(7),
    `${ffmpeg.wallSeconds.toFixed(1)} s`.padStart(13),
    `${fanout.wallSeconds.toFixed(1)} s`.padStart(13),
    (fanout.wallSeconds / ffmpeg.wallSeconds).toFixed(2).padStart(7),
  ];
  say(`${name.padEnd(7)}${cells.join(' ')}`);
}

function printMedian(codec: string, pairs: readonly Pair[]): void {
  const ratio = (of: (pair: Pair) => number) => median(pairs.map(of)).toFixed(2);
  const cpu = ratio(({ fanout, ffmpeg }) => fanout.cpuSeconds / ffmpeg.cpuSeconds);
  const wall = ratio(({ fanout, ffmpeg }) => fanout.wallSeconds / ffmpeg.wallSeconds);
  say(`${codec}: median of ${pairs.length} pairs: CPU ${cpu} ×, time ${wall} ×`);
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [upper = 0, lower = 0] = [sorted[middle], sorted[middle - 1]];
  return sorted.length % 2 === 1 ? upper : (lower + upper) / 2;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
