const WINDOW_MS = 8_000;

/** How fast something goes, over the last seconds: what was a minute ago says nothing of what is left. */
export class Speed {
  readonly #samples: { readonly at: number; readonly bytes: number }[] = [];

  /** @param at milliseconds, of any clock that goes on */
  add(at: number, bytes: number): void {
    this.#samples.push({ at, bytes });
    while ((this.#samples[1]?.at ?? at) < at - WINDOW_MS) this.#samples.shift();
  }

  /** Bytes per second; `null` before that can be said. */
  get bytesPerSecond(): number | null {
    const [first, last] = [this.#samples[0], this.#samples.at(-1)];
    if (!first || !last || last.at - first.at < 500) return null;
    // What is sent again was counted already.
    return Math.max(0, ((last.bytes - first.bytes) * 1000) / (last.at - first.at));
  }

  forget(): void {
    this.#samples.length = 0;
  }
}

/** Seconds until the rest is sent; `null` where that cannot be said. */
export function secondsLeft(bytesLeft: number, bytesPerSecond: number | null): number | null {
  return bytesPerSecond === null || bytesPerSecond < 1 ? null : bytesLeft / bytesPerSecond;
}
