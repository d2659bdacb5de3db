import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { setPriority } from 'node:os';
import type { Readable } from 'node:stream';
import { execa } from 'execa';
import { FanoutError } from '../core/index.ts';
import { type FfmpegProgress, ProgressParser } from './progress.ts';

export interface Limits {
  /** Wall clock, in milliseconds. */
  readonly wallMs: number;
  /** Ended when nothing new was written for this long, in milliseconds. */
  readonly stuckMs?: number;
  /** Address space, in bytes. */
  readonly memoryBytes: number;
  /** Largest file it may write, in bytes. */
  readonly fileBytes: number;
}

export interface RunOptions {
  /** Absolute path of ffmpeg or ffprobe. */
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly limits: Limits;
  /** Aborting ends the process group: SIGTERM, then SIGKILL after {@link KILL_GRACE_MS}. */
  readonly signal?: AbortSignal;
  /** Which descriptor `-progress` writes to, if it is asked for. */
  readonly progress?: { readonly fd: 1 | 3; readonly onProgress: (progress: FfmpegProgress) => void };
  /** Takes standard output as it comes; its end is waited for. Without it, output is collected. */
  readonly onStdout?: (stream: Readable) => Promise<void>;
  /** Scheduling priority, 0 (normal) to 19 (only when nothing else wants to run). */
  readonly nice?: number;
}

export interface RunResult {
  readonly stdout: string;
  /** Last lines of standard error, without the source's address. */
  readonly stderr: readonly string[];
  /** User and system time; `null` where the system does not tell. */
  readonly cpuSeconds: number | null;
}

/** A memory bomb ignores SIGTERM; a healthy ffmpeg needs a moment to close its files. */
export const KILL_GRACE_MS = 2_000;
/** What the system sends to a process that reaches one of its own limits. */
const LIMIT_SIGNALS: readonly string[] = ['SIGXFSZ', 'SIGXCPU'];
const MAX_STDOUT = 8_000_000;
const STDERR_LINES = 30;
/** From util-linux; where it is missing the limits are those of the container. */
const PRLIMIT = '/usr/bin/prlimit';

/**
 * Runs ffmpeg or ffprobe on a user's media: no shell, an empty environment, limits, a process group of its own that is
 * ended as a whole.
 *
 * @throws FanoutError ENCODE_FAILED (it exited with an error, or reached a limit), ENCODE_KILLED (by something outside), ENCODE_STUCK (no progress, or over its time); the signal's
 * reason when aborted
 */
export async function runMediaTool(options: RunOptions): Promise<RunResult> {
  options.signal?.throwIfAborted();
  const [file, args] = limited(options);
  const child = execa(file, args, {
    cwd: options.cwd,
    env: {},
    extendEnv: false,
    detached: true,
    stdio: options.progress?.fd === 3 ? ['ignore', 'pipe', 'pipe', 'pipe'] : ['ignore', 'pipe', 'pipe'],
    buffer: false,
    reject: false,
  });
  const group = new ProcessGroup(child.pid, options.nice ?? 0);
  const cpu = new CpuClock(child.pid);
  const watchdog = new Watchdog(options.limits, () => group.end());
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
      tail(child.stderr as Readable),
      progress,
    ]);
    options.signal?.throwIfAborted();
    for (const part of [stdout, lines, reported, ended]) if (part.status === 'rejected') throw part.reason;
    const stderr = settledValue(lines);
    if (watchdog.reason) throw new FanoutError('ENCODE_STUCK', `ffmpeg was ended: ${watchdog.reason}.`, stderr);
    const { exitCode, signal, originalMessage } = settledValue(ended);
    if (exitCode !== 0) {
      const how = signal ? `was ended by ${signal}` : `exited with ${exitCode ?? originalMessage}`;
      const name = options.program.split('/').at(-1);
      throw new FanoutError(
        signal && !LIMIT_SIGNALS.includes(signal) ? 'ENCODE_KILLED' : 'ENCODE_FAILED',
        `${name} ${how}: ${stderr.at(-1) ?? 'no message'}`,
        stderr,
      );
    }
    return { stdout: settledValue(stdout), stderr, cpuSeconds: cpu.seconds };
  } finally {
    watchdog.stop();
    options.signal?.removeEventListener('abort', onAbort);
    group.settle();
  }
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

function limited({ program, args, limits }: RunOptions): [string, string[]] {
  if (!existsSync(PRLIMIT)) return [program, [...args]];
  const cpuSeconds = Math.ceil(limits.wallMs / 1000) * 64;
  return [
    PRLIMIT,
    [
      `--as=${limits.memoryBytes}`,
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

class ProcessGroup {
  readonly #pid: number | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(pid: number | undefined, nice: number) {
    this.#pid = pid;
    if (pid === undefined || nice === 0) return;
    ignoringGone(() => setPriority(pid, nice));
    // Where Linux groups processes by session, a nice value counts within the session only; this is the session's own.
    ignoringGone(() => writeFileSync(`/proc/${pid}/autogroup`, String(nice)));
  }

  /** SIGTERM to all of the group now, SIGKILL after the grace. */
  end(): void {
    if (this.#timer) return;
    this.#send('SIGTERM');
    this.#timer = setTimeout(() => this.#send('SIGKILL'), KILL_GRACE_MS);
  }

  /** The leader is gone: nothing of its group may outlive it. */
  settle(): void {
    clearTimeout(this.#timer);
    this.#send('SIGKILL');
  }

  #send(signal: NodeJS.Signals): void {
    const pid = this.#pid;
    if (pid !== undefined) ignoringGone(() => process.kill(-pid, signal));
  }
}

/** A process may end between two looks at it; what was to be done to it is then done or needless. */
function ignoringGone(act: () => void): void {
  try {
    act();
  } catch (error) {
    if (
      !['ESRCH', 'ENOENT', 'EACCES', 'EPERM', 'EAGAIN', 'ERR_SYSTEM_ERROR'].includes(
        (error as NodeJS.ErrnoException).code ?? '',
      )
    )
      throw error;
  }
}

class Watchdog {
  reason: string | null = null;
  #last = '';
  #lastChange = Date.now();
  readonly #started = Date.now();
  readonly #timer: NodeJS.Timeout;

  constructor(limits: Limits, end: () => void) {
    this.#timer = setInterval(() => {
      const now = Date.now();
      if (now - this.#started > limits.wallMs) this.reason = `it ran longer than ${limits.wallMs / 1000} s`;
      if (limits.stuckMs && now - this.#lastChange > limits.stuckMs) {
        this.reason = `it made no progress for ${limits.stuckMs / 1000} s`;
      }
      if (this.reason) end();
    }, 500);
  }

  saw(mark: string): void {
    if (mark === this.#last) return;
    this.#last = mark;
    this.#lastChange = Date.now();
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}

/** CPU time of one process from procfs: read while it lives, since nobody reports it afterwards. */
class CpuClock {
  seconds: number | null = null;
  readonly #path: string;
  static readonly #TICKS_PER_SECOND = 100;

  constructor(pid: number | undefined) {
    this.#path = `/proc/${pid}/stat`;
  }

  read(): void {
    ignoringGone(() => {
      const fields = readFileSync(this.#path, 'latin1').split(') ')[1]?.split(' ') ?? [];
      this.seconds = (Number(fields[11]) + Number(fields[12])) / CpuClock.#TICKS_PER_SECOND;
    });
  }
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

async function tail(stream: Readable): Promise<string[]> {
  const lines: string[] = [];
  let rest = '';
  for await (const chunk of stream) {
    const parts = (rest + String(chunk)).split('\n');
    rest = (parts.pop() ?? '').slice(-2_000);
    lines.push(...parts.filter((line) => line.trim() !== '').map(redact));
    lines.splice(0, lines.length - STDERR_LINES);
  }
  return rest.trim() === '' ? lines : [...lines, redact(rest)];
}

/** The proxy's address is a capability while the job runs, and noise afterwards. */
function redact(line: string): string {
  return line.replaceAll(/http:\/\/127\.0\.0\.1:\d+\/[0-9a-f]+/g, 'SOURCE').slice(0, 500);
}
