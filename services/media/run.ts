import { existsSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { execa } from 'execa';
import { FanoutError } from '../core/index.ts';
import { CpuClock } from './cpu-clock.ts';
import { errorLines } from './error-lines.ts';
import { sourceLimits } from './limits.ts';
import { ProcessGroup } from './process-group.ts';
import { type FfmpegProgress, ProgressParser } from './progress.ts';
import { type Purpose, ToolSpan } from './tool-span.ts';
import { Watchdog } from './watchdog.ts';

export interface RunLimits {
  /** Wall clock, in milliseconds. */
  readonly wallMs: number;
  /** Ended when nothing new was written, nor read where that can be told, for this long, in milliseconds. */
  readonly stuckMs?: number;
  /** Resident memory, in bytes; what is configured for this process when left out. */
  readonly memoryBytes?: number;
  /** Largest file it may write, in bytes. */
  readonly fileBytes: number;
}

export interface RunOptions {
  /** Absolute path of ffmpeg or ffprobe. */
  readonly program: string;
  /** What it is for, as a trace shows it. */
  readonly purpose?: Purpose;
  /** Which of several runs for that, such as the number of a chunk. */
  readonly part?: number;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly limits: RunLimits;
  /** Aborting ends the process group: SIGTERM, then SIGKILL. */
  readonly signal?: AbortSignal;
  /** Which descriptor `-progress` writes to, if it is asked for. */
  readonly progress?: { readonly fd: 1 | 3; readonly onProgress: (progress: FfmpegProgress) => void };
  /**
   * Bytes that it was given of its source so far. Decoding up to where a clip starts puts nothing out for a long time; while
   * this grows it is not stuck.
   */
  readonly alive?: () => number;
  /** Takes standard output as it comes; its end is waited for. Without it, output is collected. */
  readonly onStdout?: (stream: Readable) => Promise<void>;
  /** Lines of standard error that are told whatever comes after them, a hundred at most; without it the last ones only. */
  readonly keep?: RegExp;
  /** It works with a graphics card: CUDA reserves address space for all memory that there is, so that is not limited. */
  readonly gpu?: boolean;
  /** Scheduling priority, 0 (normal) to 19 (only when nothing else wants to run). */
  readonly nice?: number;
}

export interface RunResult {
  readonly stdout: string;
  /** Lines of standard error that were to be kept, then the last ones; without the source's address. */
  readonly stderr: readonly string[];
  /** User and system time; `null` where the system does not tell. */
  readonly cpuSeconds: number | null;
}

/** What the system sends to a process that reaches one of its own limits. */
const LIMIT_SIGNALS: readonly string[] = ['SIGXFSZ', 'SIGXCPU'];
const MAX_STDOUT = 8_000_000;
/** From util-linux; where it is missing the limits are those of the container. */
const PRLIMIT = '/usr/bin/prlimit';
/** From util-linux as well: a tool does not outlive its worker, however that ends. Without it, it ends for want of a source. */
const SETPRIV = '/usr/bin/setpriv';
/** Address space per resident byte: stacks and arenas of many threads are reserved, and hardly touched. */
const ADDRESS_SPACE = 6;
const MAX_CORES = 64;

/**
 * Runs ffmpeg or ffprobe on a user's media: no shell, an empty environment, limits, a process group of its own that is
 * ended as a whole.
 *
 * @throws FanoutError ENCODE_FAILED (it exited with an error), ENCODE_OVER_LIMIT (it wrote or computed more than it may),
 * ENCODE_KILLED (by something outside), ENCODE_STUCK (no progress, or over its time), SOURCE_OVER_MEMORY; the signal's reason when aborted
 */
export async function runMediaTool(options: RunOptions): Promise<RunResult> {
  options.signal?.throwIfAborted();
  const memoryBytes = options.limits.memoryBytes ?? sourceLimits().memoryBytes;
  const [file, args] = mortal(...limited(options, memoryBytes));
  const child = execa(file, args, {
    cwd: options.cwd,
    env: {},
    extendEnv: false,
    detached: true,
    stdio: options.progress?.fd === 3 ? ['ignore', 'pipe', 'pipe', 'pipe'] : ['ignore', 'pipe', 'pipe'],
    buffer: false,
    reject: false,
  });
  const span = new ToolSpan(options.program, options.purpose, options.part);
  const group = new ProcessGroup(child.pid, options.nice ?? 0);
  const cpu = new CpuClock(child.pid);
  const watched = { ...options.limits, memoryBytes, ...(options.alive ? { alive: options.alive } : {}) };
  const watchdog = new Watchdog(child.pid, watched, () => group.settle());
  const onAbort = () => group.end();
  options.signal?.addEventListener('abort', onAbort, { once: true });
  const seen = (progress: FfmpegProgress) => {
    cpu.read();
    watchdog.saw(`${progress.frame}/${progress.outTimeUs}`);
    options.progress?.onProgress(progress);
  };
  const refused = (error: unknown): never => {
    group.end();
    throw error;
  };
  try {
    const progress =
      options.progress && parseProgress(child.stdio[options.progress.fd] as Readable, seen).catch(refused);
    const output = readOutput(options, child.stdout as Readable).catch(refused);
    const [ended, stdout, lines, reported] = await Promise.allSettled([
      child,
      output,
      errorLines(child.stderr as Readable, options.cwd, options.keep),
      progress,
    ]);
    if (ended.status === 'fulfilled') span.exited(ended.value.exitCode, ended.value.signal);
    options.signal?.throwIfAborted();
    // What was ended has no output worth speaking of.
    if (watchdog.failure) throw withDetails(watchdog.failure, settledValue(lines));
    for (const part of [stdout, lines, reported, ended]) if (part.status === 'rejected') throw part.reason;
    const stderr = settledValue(lines);
    const { exitCode, signal, originalMessage } = settledValue(ended);
    if (exitCode !== 0) {
      const how = signal ? `was ended by ${signal}` : `exited with ${exitCode ?? originalMessage}`;
      const name = options.program.split('/').at(-1);
      throw new FanoutError(
        !signal ? 'ENCODE_FAILED' : LIMIT_SIGNALS.includes(signal) ? 'ENCODE_OVER_LIMIT' : 'ENCODE_KILLED',
        `${name} ${how}: ${stderr.at(-1) ?? 'no message'}`,
        stderr,
      );
    }
    return { stdout: settledValue(stdout), stderr, cpuSeconds: cpu.seconds };
  } catch (error) {
    span.failed(error);
    throw error;
  } finally {
    span.end(cpu.seconds);
    watchdog.stop();
    options.signal?.removeEventListener('abort', onAbort);
    group.settle();
  }
}

function withDetails({ code, message }: FanoutError, stderr: readonly string[]): FanoutError {
  return new FanoutError(code, message, stderr);
}

function settledValue<T>(settled: PromiseSettledResult<T>): T {
  if (settled.status === 'rejected') throw settled.reason;
  return settled.value;
}

async function readOutput(options: RunOptions, stdout: Readable): Promise<string> {
  if (options.progress?.fd === 1) return '';
  if (!options.onStdout) return collect(stdout);
  await options.onStdout(stdout);
  return '';
}

function mortal(file: string, args: string[]): [string, string[]] {
  return existsSync(SETPRIV) ? [SETPRIV, ['--pdeathsig=KILL', '--', file, ...args]] : [file, args];
}

function limited({ program, args, limits, gpu }: RunOptions, memoryBytes: number): [string, string[]] {
  if (!existsSync(PRLIMIT)) return [program, [...args]];
  const cpuSeconds = Math.ceil(limits.wallMs / 1000) * MAX_CORES;
  return [
    PRLIMIT,
    [
      ...(gpu ? [] : [`--as=${memoryBytes * ADDRESS_SPACE}`]),
      `--fsize=${limits.fileBytes}`,
      `--cpu=${cpuSeconds}`,
      '--core=0',
      '--nofile=256',
      '--',
      program,
      ...args,
    ],
  ];
}

async function parseProgress(stream: Readable, onProgress: (progress: FfmpegProgress) => void): Promise<void> {
  const parser = new ProgressParser();
  for await (const chunk of stream) for (const progress of parser.feed(String(chunk))) onProgress(progress);
}

async function collect(stream: Readable): Promise<string> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of stream) {
    bytes += (chunk as Buffer).length;
    if (bytes > MAX_STDOUT) throw new FanoutError('ENCODE_FAILED', `The tool printed more than ${MAX_STDOUT} bytes.`);
    parts.push(chunk as Buffer);
  }
  return Buffer.concat(parts).toString('utf8');
}
