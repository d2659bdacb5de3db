import { randomInt } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { cp, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { aborted, untilSignal } from '../../services/cli/interrupt.ts';
import { mediaToolsFromEnv } from '../../services/media/index.ts';
import { interruptCode } from '../private-stack.ts';
import { FEWEST_JOBS } from './job-mix.ts';
import { processesOf } from './processes.ts';
import { checkLines, checks, type Results, seconds } from './report.ts';
import { runChaos } from './run.ts';
import { SHORTEST_MS } from './schedule.ts';
import { startChaosStack } from './stack.ts';

const MAX_SEED = 1_000_000;
const MINUTE_MS = 60_000;

interface Flags {
  readonly jobs: number;
  readonly minutes: number;
  readonly seed: number;
  readonly transcoders: number;
  readonly logs?: string;
}

const flags = new Command('chaos')
  .description('lets everything go wrong that can, while jobs run, and looks whether any was harmed')
  .option('--jobs <n>', 'how many', atLeast(FEWEST_JOBS), 20)
  .option(
    '--minutes <n>',
    'how long things go wrong; the run takes a few minutes more',
    atLeast(SHORTEST_MS / MINUTE_MS),
    5,
  )
  .option('--seed <n>', 'which schedule: the same number is the same one', atLeast(0), randomInt(MAX_SEED))
  .option('--transcoders <n>', 'transcode workers', atLeast(1), 2)
  .option('--logs <dir>', 'keeps logs and the status of every job there')
  .parse()
  .opts<Flags>();

process.exitCode = await main(flags).catch(interruptCode);

async function main({ jobs, minutes, seed, transcoders, logs }: Flags): Promise<number> {
  const started = Date.now();
  say(`Seed ${seed}. The same again: npm run chaos -- --jobs ${jobs} --minutes ${minutes} --seed ${seed}`);
  const { ffmpeg } = await mediaToolsFromEnv(process.env);
  const dir = await realpath(await mkdtemp(join(tmpdir(), 'fanout-chaos-')));
  const interrupted = untilSignal();
  const { signal } = interrupted;
  // Every fault and every job waits for it.
  setMaxListeners(0, signal);
  const workers = ['workflow-1', 'metadata-1', ...Array.from({ length: transcoders }, (_, i) => `transcode-${i + 1}`)];
  try {
    const stack = await startChaosStack({ dir, seed, workers, signal, say });
    let results: Omit<Results, 'orphans'>;
    try {
      const options = { seed, jobs, durationMs: minutes * MINUTE_MS, workers, ffmpeg, say };
      results = await Promise.race([runChaos(stack, options), aborted(signal)]);
    } finally {
      await stack.stop();
      if (logs) await keepLogs(dir, resolve(logs));
    }
    if (logs) await writeFile(join(resolve(logs), 'jobs.json'), statuses(results));
    const orphans = (await processesOf(dir)).map(({ pid, command }) => `${pid} ${command}`);
    return verdict({ ...results, orphans }, seed, Date.now() - started);
  } finally {
    interrupted.dispose();
    await rm(dir, { recursive: true, force: true });
  }
}

async function keepLogs(dir: string, to: string): Promise<void> {
  await cp(join(dir, 'logs'), to, { recursive: true });
  await cp(join(dir, 'encodes.log'), join(to, 'encodes.log'));
}

function statuses({ findings }: Omit<Results, 'orphans'>): string {
  return JSON.stringify(
    findings.map(({ submitted: { planned, status } }) => ({ planned, status })),
    null,
    1,
  );
}

/** @returns the exit code */
function verdict(results: Results, seed: number, tookMs: number): number {
  const hits = [...results.hits].map(([kind, count]) => `${kind} ${count}`).join(', ');
  say(`\nRequests to S3 that were spoilt: ${hits || 'none'}`);
  const all = checks(results);
  for (const line of all.flatMap(checkLines)) say(line);
  const failed = all.filter(({ ok }) => !ok).length;
  say(`\nChaos, seed ${seed}, ${seconds(tookMs)}: ${failed === 0 ? 'nothing was lost' : `${failed} checks FAILED`}`);
  return failed === 0 ? 0 : 1;
}

function atLeast(least: number) {
  return (text: string): number => {
    const value = Number(text);
    if (!(value >= least)) throw new InvalidArgumentError(`It must be a number from ${least} on.`);
    return value;
  };
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
