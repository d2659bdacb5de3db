import type { Logger } from 'pino';

export interface TroubleOptions {
  /** The line when it begins; why is added. */
  readonly begins: string;
  /** The line when it ends. */
  readonly ends: string;
  readonly logger: Pick<Logger, 'info' | 'warn'>;
  /** In seconds, by a clock that does not go back. */
  readonly now: () => number;
}

/** Of causes that come and go. */
const QUIET_SECONDS = 60;

/** Something that is done again and again, and fails at times: one line when that begins, one when it ends, and one a minute at most where it comes to fail otherwise. */
export class Trouble {
  readonly #options: TroubleOptions;
  /** Why it fails; `null` while it does not. */
  #why: string | null = null;
  #saidAt = 0;
  #said = '';
  #wellAt: number;

  constructor(options: TroubleOptions) {
    this.#options = options;
    this.#wellAt = options.now();
  }

  /** Why it fails; `null` while it does not. */
  get why(): string | null {
    return this.#why;
  }

  /** Whole seconds since it last went well, or since this was made. */
  get seconds(): number {
    return Math.round(this.#options.now() - this.#wellAt);
  }

  worked(): void {
    const { logger, ends, now } = this.#options;
    if (this.#why !== null) logger.info(ends);
    this.#why = null;
    this.#wellAt = now();
  }

  failed(error: unknown): void {
    const { logger, begins, now } = this.#options;
    const why = error instanceof Error ? error.message : String(error);
    if (this.#why === null || (why !== this.#said && now() >= this.#saidAt + QUIET_SECONDS)) {
      logger.warn(`${begins}: ${why}`);
      this.#said = why;
      this.#saidAt = now();
    }
    this.#why = why;
  }

  /** There was nothing to do, which is no trouble. What fails already goes on to. */
  idle(): void {
    if (this.#why === null) this.#wellAt = this.#options.now();
  }
}
