import { readCode } from '../barcode.ts';
import { once, within } from './waiting.ts';

const [WIDTH, HEIGHT] = [192, 54];
const PATIENCE_MS = 20_000;
/** How long after a seek another picture may still be on show. */
const SETTLE_MS = 3_000;

const canvas = document.createElement('canvas');
[canvas.width, canvas.height] = [WIDTH, HEIGHT];
const context = canvas.getContext('2d', { willReadFrequently: true });

/** A picture that an element shows. */
interface Shown {
  /** The number in it, or `null` when there is none. */
  readonly code: number | null;
  /** The number of the frame that the player takes it for, by its time. */
  readonly due: number;
}

/** @param rate frames per second */
export function shownFrame(video: HTMLVideoElement, rate: number): Shown {
  if (!context) throw new Error('no canvas');
  // The element goes on while it is looked at: only a frame that is held belongs to its own timestamp.
  const held = new VideoFrame(video);
  const due = Math.round((held.timestamp / 1e6) * rate);
  context.drawImage(held, 0, 0, WIDTH, HEIGHT);
  held.close();
  const { data } = context.getImageData(0, 0, WIDTH, HEIGHT);
  // The picture is grey: green stands for its brightness.
  const code = readCode((x, y) => data[4 * (Math.floor(y * HEIGHT) * WIDTH + Math.floor(x * WIDTH)) + 1] ?? 0);
  return { code, due };
}

/**
 * Seeks, and waits until the picture of that time is on show; an element shows the one before for a moment.
 * @returns the number in the picture
 */
export async function seekTo(video: HTMLVideoElement, seconds: number, rate: number): Promise<number | null> {
  const seeked = once(video, 'seeked');
  video.currentTime = seconds;
  await within(PATIENCE_MS, () => `the seek to ${seconds} did not end`, seeked);
  const started = performance.now();
  for (;;) {
    const { code, due } = shownFrame(video, rate);
    if (due === Math.floor(seconds * rate) || performance.now() - started > SETTLE_MS) return code;
    await new Promise((resolve) => requestAnimationFrame(resolve));
  }
}

/** Compares every picture that an element shows with the time that it is shown for. */
export class FrameWatch {
  readonly #video: HTMLVideoElement;
  readonly #rate: number;
  readonly #seen = new Set<number>();
  readonly #wrong: string[] = [];
  #isOn = true;

  /** @param rate frames per second */
  constructor(video: HTMLVideoElement, rate: number) {
    this.#video = video;
    this.#rate = rate;
    this.#next();
  }

  stop(): { readonly seen: number; readonly wrong: readonly string[] } {
    this.#isOn = false;
    return { seen: this.#seen.size, wrong: this.#wrong };
  }

  #next(): void {
    this.#video.requestVideoFrameCallback(() => {
      if (!this.#isOn) return;
      const { code, due } = shownFrame(this.#video, this.#rate);
      this.#seen.add(due);
      if (code !== due) this.#wrong.push(`${code} instead of ${due}`);
      this.#next();
    });
  }
}
