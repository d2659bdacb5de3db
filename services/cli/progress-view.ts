import { type JobStatus, printable, type RungProgress } from '../core/index.ts';

const BAR = 28;
/** On a terminal that is not one, a line for each further tenth. */
const PLAIN_STEP = 10;
const SPEED_WINDOW_MS = 8_000;

/** Shows a job's progress: a line per rung with speed and time left on a terminal, now and then a plain line elsewhere. */
export class ProgressView {
  readonly #stream: NodeJS.WriteStream;
  readonly #speeds = new Map<string, RungSpeed>();
  #drawn = 0;
  #lastPlain = -PLAIN_STEP;
  #playable = false;
  #highest = 0;

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream;
  }

  show(status: JobStatus): void {
    // A retried chunk starts over; what was shown stays shown.
    this.#highest = Math.max(this.#highest, status.progress.percent);
    if (this.#stream.isTTY) this.#draw(status);
    else this.#plain(status);
  }

  close(): void {
    this.#drawn = 0;
  }

  #plain(status: JobStatus): void {
    const { firstPlayableMs } = status.timings;
    if (firstPlayableMs !== null && !this.#playable) {
      this.#playable = true;
      this.#stream.write(`playable after ${(firstPlayableMs / 1000).toFixed(1)} s\n`);
    }
    if (status.progress.rungs.length === 0 || this.#highest < this.#lastPlain + PLAIN_STEP) return;
    this.#lastPlain = Math.floor(this.#highest / PLAIN_STEP) * PLAIN_STEP;
    const { chunksDone, chunks } = status.progress;
    this.#stream.write(`${this.#highest.toFixed(0)} % (${chunksDone}/${chunks} chunks)\n`);
  }

  #draw(status: JobStatus): void {
    const seconds = status.source ? status.source.durationSeconds : 0;
    const lines = status.progress.rungs.map((rung) => this.#rungLine(rung, seconds));
    const { firstPlayableMs } = status.timings;
    const playable =
      firstPlayableMs === null
        ? 'waiting for the first segment'
        : `playable after ${(firstPlayableMs / 1000).toFixed(1)} s`;
    lines.push(`${status.state} · ${this.#highest.toFixed(0)} % · ${playable}`);
    const up = this.#drawn > 0 ? `\x1b[${this.#drawn}A` : '';
    this.#stream.write(`${up}${lines.map((line) => `\x1b[2K${printable(line)}\n`).join('')}`);
    this.#drawn = lines.length;
  }

  #rungLine(rung: RungProgress, seconds: number): string {
    const speed = this.#speeds.get(rung.name) ?? new RungSpeed();
    this.#speeds.set(rung.name, speed);
    const rate = speed.update(rung.framesDone, Date.now());
    const share = rung.frames > 0 ? rung.framesDone / rung.frames : 0;
    const filled = Math.round(share * BAR);
    const realtime = rung.frames > 0 ? (rate * seconds) / rung.frames : 0;
    const left = rate > 0 ? (rung.frames - rung.framesDone) / rate : null;
    const time = share >= 1 ? 'done' : left === null ? '' : `${left.toFixed(0)} s left`;
    return [
      rung.name.padStart(6),
      '█'.repeat(filled) + '░'.repeat(BAR - filled),
      `${(share * 100).toFixed(0).padStart(3)} %`,
      share >= 1 ? '' : `${realtime.toFixed(1)}×`.padStart(6),
      time,
    ].join('  ');
  }
}

/** Frames per second over the last seconds; never counts backwards. */
export class RungSpeed {
  readonly #samples: { readonly frames: number; readonly at: number }[] = [];

  update(frames: number, at: number): number {
    this.#samples.push({ frames, at });
    while ((this.#samples[0]?.at ?? at) < at - SPEED_WINDOW_MS) this.#samples.shift();
    const first = this.#samples[0];
    if (!first || first.at === at) return 0;
    return Math.max(0, ((frames - first.frames) * 1000) / (at - first.at));
  }
}
