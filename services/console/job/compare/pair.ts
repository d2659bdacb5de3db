import { computed, effect, signal } from '@preact/signals';
import { type Rational, toNumber } from '../../../core/index.ts';
import { VideoClock } from '../player/video-clock.ts';
import { frameDuring, frameOf, keepUp, middleOf } from './frames.ts';
import { ShownFrame } from './shown-frame.ts';

/** Two elements with the same video, of which the second follows the first, frame by frame. */
export class Pair {
  readonly clock = new VideoClock();
  readonly #rate: Rational;
  readonly #shown = [new ShownFrame(), new ShownFrame()] as const;
  readonly #videos = signal<readonly [HTMLVideoElement, HTMLVideoElement] | null>(null);
  /** Frames that are on show, left and right; `null` before the first picture. */
  readonly frames = computed(() => this.#shown.map(({ mediaTime }) => toFrame(mediaTime.value, this.#rate)));

  /** @param rate frames per second */
  constructor(rate: Rational) {
    this.#rate = rate;
  }

  /** @returns ends it */
  watch(first: HTMLVideoElement, second: HTMLVideoElement): () => void {
    this.#videos.value = [first, second];
    const stops = [
      this.clock.watch(first),
      this.#shown[0].watch(first),
      this.#shown[1].watch(second),
      effect(() => this.#follow()),
    ];
    return () => {
      for (const stop of stops) stop();
      this.#videos.value = null;
    };
  }

  toggle(): void {
    const videos = this.#videos.peek();
    if (!videos) return;
    const [first, second] = videos;
    if (first.paused) {
      // Muted videos may play without being asked for by a hand.
      for (const video of videos) video.play().catch(() => {});
      return;
    }
    for (const video of videos) video.pause();
    second.playbackRate = 1;
    this.seek(frameDuring(first.currentTime, this.#rate));
  }

  /** Both show this frame, paused. */
  seek(frame: number): void {
    const last = frameDuring(this.clock.playable.peek(), this.#rate);
    const seconds = middleOf(Math.max(0, Math.min(last, frame)), this.#rate);
    for (const video of this.#videos.peek() ?? []) {
      video.pause();
      video.currentTime = seconds;
    }
  }

  /** Goes on or back by so many frames. */
  step(frames: number): void {
    const first = this.#videos.peek()?.[0];
    if (first) this.seek(frameDuring(first.currentTime, this.#rate) + frames);
  }

  /** With each picture of either, while they play, the second is kept near to the first. */
  #follow(): void {
    const videos = this.#videos.value;
    const [left, right] = this.#shown.map(({ mediaTime }) => mediaTime.value);
    if (!videos || videos[0].paused || left == null || right == null) return;
    const [first, second] = videos;
    const { jump, rate } = keepUp(second.currentTime - first.currentTime, 1 / toNumber(this.#rate));
    second.playbackRate = rate;
    if (jump && !second.seeking) second.currentTime = first.currentTime;
  }
}

function toFrame(mediaTime: number | null, rate: Rational): number | null {
  return mediaTime === null ? null : frameOf(mediaTime, rate);
}
