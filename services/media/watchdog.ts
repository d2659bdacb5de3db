import { readFileSync } from 'node:fs';
import { FanoutError, LIMIT_VARIABLES } from '../core/index.ts';
import { ignoringGone } from './process-group.ts';

const EVERY_MS = 250;
/** Between two looks on a busy machine. */
const LATE_MS = 1_000;
const KILOBYTE = 1024;

export interface Watched {
  /** Wall clock, in milliseconds. */
  readonly wallMs: number;
  /** Without anything new for this long, in milliseconds. */
  readonly stuckMs?: number;
  /** Resident memory, in bytes. */
  readonly memoryBytes: number;
  /** Changes while it still reads its source: that is progress too, however long nothing comes out. */
  readonly alive?: () => number;
}

/** Looks at a process four times a second, and has it ended when it takes more than it may. */
export class Watchdog {
  #failure: FanoutError | null = null;
  #last = '';
  #lastRead = 0;
  #lastChange = performance.now();
  #lastLook = performance.now();
  readonly #started = performance.now();
  readonly #limits: Watched;
  readonly #pid: number | undefined;
  readonly #timer: NodeJS.Timeout;

  constructor(pid: number | undefined, limits: Watched, end: () => void) {
    this.#pid = pid;
    this.#limits = limits;
    this.#timer = setInterval(() => {
      this.#failure ??= this.#look();
      if (this.#failure) end();
    }, EVERY_MS);
  }

  /** Why the process had to be ended; `null` when it had not. */
  get failure(): FanoutError | null {
    return this.#failure;
  }

  /** Told of what the process says of its progress. */
  saw(mark: string): void {
    if (mark === this.#last) return;
    this.#last = mark;
    this.#lastChange = performance.now();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #look(): FanoutError | null {
    const { wallMs, stuckMs, memoryBytes, alive } = this.#limits;
    const now = performance.now();
    // While this process itself stood still, it heard of no progress: that proves nothing.
    this.#lastChange += Math.max(0, now - this.#lastLook - LATE_MS);
    this.#lastLook = now;
    const read = alive?.() ?? 0;
    if (read !== this.#lastRead) [this.#lastRead, this.#lastChange] = [read, now];
    if (now - this.#started > wallMs) return stuck(`it ran longer than ${wallMs / 1000} s`);
    if (stuckMs && now - this.#lastChange > stuckMs) return stuck(`it made no progress for ${stuckMs / 1000} s`);
    const memory = residentBytes(this.#pid);
    if (memory <= memoryBytes) return null;
    const mb = (bytes: number) => Math.round(bytes / KILOBYTE ** 2);
    return new FanoutError(
      'SOURCE_OVER_MEMORY',
      `ffmpeg took ${mb(memory)} MB of memory for it; at most ${mb(memoryBytes)} MB are allowed ` +
        `(${LIMIT_VARIABLES.memoryBytes.name}).`,
    );
  }
}

function stuck(why: string): FanoutError {
  return new FanoutError('ENCODE_STUCK', `ffmpeg was ended: ${why}.`);
}

/** 0 where the system does not tell, or the process is gone. */
function residentBytes(pid: number | undefined): number {
  let bytes = 0;
  ignoringGone(() => {
    const status = readFileSync(`/proc/${pid}/status`, 'latin1');
    bytes = Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? 0) * KILOBYTE;
  });
  return bytes;
}
