import { setTimeout as sleep } from 'node:timers/promises';
import { asFanoutError, type EncoderOffer, FanoutError, type VideoCodec, type VideoRendition } from '../core/index.ts';
import { blameGpu, type EncoderFound } from '../media/index.ts';
import type { WorkGate } from '../temporal/index.ts';
import type { TranscodeDeps } from './deps.ts';

/** `auto` takes the graphics card where there is one that works; the others are what was asked for, and nothing else. */
export type EncoderMode = 'auto' | 'nvenc' | 'software';

/** Reads `FANOUT_ENCODER`. @throws FanoutError CONFIG_INVALID for anything else */
export function encoderMode(env: Readonly<Record<string, string | undefined>>): EncoderMode {
  const mode = env.FANOUT_ENCODER ?? 'auto';
  if (mode === 'auto' || mode === 'nvenc' || mode === 'software') return mode;
  throw new FanoutError(
    'CONFIG_INVALID',
    `FANOUT_ENCODER is ${JSON.stringify(mode)}: auto, nvenc or software is meant.`,
  );
}

export interface EncoderOptions {
  readonly mode: EncoderMode;
  /** Encodes a little on the graphics card. */
  readonly probe: () => Promise<EncoderFound>;
  /** One line for the log. */
  readonly say: (line: string) => void;
  /** Told why this worker takes no work, and `null` when it does again. */
  readonly trouble: (why: string | null) => void;
  /** Between two probes of a card that failed, in milliseconds; doubled each time up to the longest. */
  readonly pauseMs?: { readonly first: number; readonly longest: number };
}

const PAUSE_MS = { first: 5_000, longest: 300_000 };

/**
 * What a worker encodes with. A worker that has a graphics card, or shall have one, takes no work while the card fails: it
 * would only spoil one piece after the other.
 */
export class Encoders implements WorkGate {
  readonly #options: EncoderOptions;
  readonly #needsCard: boolean;
  #found: EncoderFound;
  #looking = false;
  #close: () => void = () => {};

  private constructor(options: EncoderOptions, found: EncoderFound) {
    this.#options = options;
    this.#found = found;
    this.#needsCard = options.mode === 'nvenc' || found.encoder === 'nvenc';
  }

  /** Looks what there is, and says so. */
  static async find(options: EncoderOptions): Promise<Encoders> {
    const found = await look(options);
    options.say(describe(found));
    return new Encoders(options, found);
  }

  /** Codecs that the graphics card encodes. */
  get nvenc(): readonly VideoCodec[] {
    return this.#found.encoder === 'nvenc' ? this.#found.codecs : [];
  }

  /** Something failed that the card may be to blame for: it is looked at again, and has no work if it is. */
  suspect(): void {
    if (!this.#needsCard || this.#looking) return;
    this.#looking = true;
    void this.#lookAgain().finally(() => {
      this.#looking = false;
    });
  }

  get isOpen(): boolean {
    return !this.#needsCard || this.#found.encoder === 'nvenc';
  }

  async opened(signal: AbortSignal): Promise<void> {
    const { trouble, pauseMs = PAUSE_MS } = this.#options;
    for (let pause = pauseMs.first; this.#needsCard && this.#found.encoder === 'software'; ) {
      trouble(`no work is taken, because of the graphics card: ${this.#found.why}`);
      await sleep(pause, undefined, { signal });
      pause = Math.min(2 * pause, pauseMs.longest);
      await this.#lookAgain();
    }
    trouble(null);
  }

  closed(): Promise<void> {
    return new Promise((resolve) => {
      this.#close = resolve;
    });
  }

  async #lookAgain(): Promise<void> {
    const before = describe(this.#found);
    this.#found = await look(this.#options);
    const now = describe(this.#found);
    if (now !== before) this.#options.say(now);
    if (this.#found.encoder === 'software') this.#close();
  }
}

async function look({ mode, probe }: EncoderOptions): Promise<EncoderFound> {
  if (mode === 'software') return { encoder: 'software', why: 'FANOUT_ENCODER asks for it' };
  try {
    return await probe();
  } catch (error) {
    return { encoder: 'software', why: asFanoutError(error).message };
  }
}

function describe(found: EncoderFound): string {
  if (found.encoder === 'software') return `Encoder: software, because ${found.why}`;
  const { codecs, lacking } = found;
  return `Encoder: NVENC for ${codecs.join(' and ')}${lacking.length > 0 ? `; not ${lacking.join('; ')}` : ''}`;
}

/** What this worker offers to jobs. */
export function encoderOffer({ tools, encoders }: Pick<TranscodeDeps, 'tools' | 'encoders'>): EncoderOffer {
  return { version: tools.version, software: tools.codecs, nvenc: encoders.nvenc };
}

/** @throws FanoutError GPU_UNAVAILABLE when renditions are to be encoded by a graphics card that this worker has not got */
export function requireEncoders(encoders: Encoders, renditions: readonly VideoRendition[]): void {
  const missing = renditions.find(({ encoder, codec }) => encoder === 'nvenc' && !encoders.nvenc.includes(codec));
  if (!missing) return;
  encoders.suspect();
  throw new FanoutError('GPU_UNAVAILABLE', `This worker has no graphics card that encodes ${missing.codec}.`);
}

/**
 * A failure of work on a graphics card, as one of the card if it was; the card is looked at then. What comes out wrong is
 * not held against the source before software has come to the same.
 */
export function blameCard(encoders: Encoders, error: unknown): unknown {
  const blamed = blameGpu(error);
  if (!(blamed instanceof FanoutError)) return blamed;
  const { code, message, details } = blamed;
  if (code === 'GPU_UNAVAILABLE' || code === 'ENCODE_STUCK') encoders.suspect();
  return code === 'CHUNK_OFF_PLAN' ? new FanoutError('GPU_UNSUPPORTED', message, details, { cause: blamed }) : blamed;
}

/** Whether a command needs a graphics card. */
export function needsCard(renditions: readonly VideoRendition[]): boolean {
  return renditions.some(({ encoder }) => encoder === 'nvenc');
}
