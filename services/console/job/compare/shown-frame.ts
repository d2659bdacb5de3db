import { signal } from '@preact/signals';

/** The media time of the picture that an element shows, as the browser tells it: not of the one that it is to show. */
export class ShownFrame {
  /** Seconds; `null` before the first picture. */
  readonly mediaTime = signal<number | null>(null);

  /** @returns ends it */
  watch(video: HTMLVideoElement): () => void {
    let handle = 0;
    const next = () => {
      handle = video.requestVideoFrameCallback((_, { mediaTime }) => {
        this.mediaTime.value = mediaTime;
        next();
      });
    };
    // What it showed is gone when another stream is opened in it.
    const forget = () => {
      this.mediaTime.value = null;
    };
    video.addEventListener('emptied', forget);
    next();
    return () => {
      video.removeEventListener('emptied', forget);
      video.cancelVideoFrameCallback(handle);
    };
  }
}
