import { signal } from '@preact/signals';

/** What a video element tells of itself, in signals. Times are seconds. */
export class VideoClock {
  readonly time = signal(0);
  /** Up to where it can be brought. */
  readonly playable = signal(0);
  readonly isPaused = signal(true);
  readonly isMuted = signal(false);
  readonly isWaiting = signal(false);

  /** @returns ends it */
  watch(video: HTMLVideoElement): () => void {
    const look = () => {
      const { seekable } = video;
      this.time.value = video.currentTime;
      this.playable.value = seekable.length > 0 ? seekable.end(seekable.length - 1) : 0;
      this.isPaused.value = video.paused;
      this.isMuted.value = video.muted;
    };
    const wait = () => {
      this.isWaiting.value = true;
    };
    const goOn = () => {
      this.isWaiting.value = false;
    };
    const ending = new AbortController();
    const { signal: ended } = ending;
    for (const name of LOOKED_AT) video.addEventListener(name, look, { signal: ended });
    video.addEventListener('waiting', wait, { signal: ended });
    for (const name of ['playing', 'seeked', 'pause']) video.addEventListener(name, goOn, { signal: ended });
    look();
    return () => ending.abort();
  }
}

const LOOKED_AT = ['timeupdate', 'durationchange', 'progress', 'play', 'pause', 'seeking', 'seeked', 'volumechange'];
