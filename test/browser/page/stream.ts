import type { PageCue, Playback, StreamOptions } from '../page-api.ts';
import { FrameWatch, seekTo } from './frame-reader.ts';
import { createPlayer, type Player } from './players.ts';
import { once, within } from './waiting.ts';

/** How long a load may take before it counts as failed; milliseconds. */
const PATIENCE = 20_000;

/** A stream in a player, and all that goes wrong in it. */
export class Stream {
  readonly #video = document.createElement('video');
  readonly #problems: string[] = [];
  readonly #player: Player;
  readonly #options: StreamOptions;

  constructor(options: StreamOptions) {
    this.#options = options;
    document.body.replaceChildren(this.#video);
    this.#player = createPlayer(options.player, this.#video, (text) => this.#problems.push(text));
    this.#video.addEventListener('error', () => this.#problems.push(`element: ${this.#video.error?.message}`));
  }

  get problems(): readonly string[] {
    return [...this.#problems, ...this.#player.counted()];
  }

  async open(): Promise<void> {
    const loaded = once(this.#video, 'loadeddata');
    await within(PATIENCE, 'the stream did not load', this.#player.load(this.#options.url, this.#options.codec));
    await within(PATIENCE, 'the stream shows nothing', loaded);
  }

  async play(): Promise<Playback> {
    const video = this.#video;
    const watch = new FrameWatch(video, this.#options.rate);
    let mostRanges = 0;
    let isPlaying = false;
    video.addEventListener('timeupdate', () => {
      mostRanges = Math.max(mostRanges, video.buffered.length);
    });
    video.addEventListener('playing', () => {
      isPlaying = true;
    });
    video.addEventListener('waiting', () => {
      if (isPlaying && !video.ended) this.#problems.push(`waiting at ${video.currentTime}`);
    });
    const ended = once(video, 'ended');
    await video.play();
    await within(PATIENCE + 1500 * video.duration, () => `the end never came: ${video.currentTime}`, ended);
    return {
      ...{ player: this.#player.version, codec: this.#player.codec(), problems: this.problems, ...watch.stop() },
      ...counters(video),
      ...{ mostRanges, buffered: ranges(video), duration: video.duration, endedAt: video.currentTime },
    };
  }

  seek(seconds: number): Promise<number | null> {
    return seekTo(this.#video, seconds, this.#options.rate);
  }

  close(): Promise<void> {
    return this.#player.close();
  }

  async captions(): Promise<readonly PageCue[]> {
    this.#player.showCaptions();
    const cues = async (): Promise<readonly PageCue[]> => {
      const found = [...this.#video.textTracks].flatMap((track) => [...(track.cues ?? [])]);
      if (found.length > 0) {
        return found.map((cue) => ({ start: cue.startTime, end: cue.endTime, text: (cue as VTTCue).text }));
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
      return cues();
    };
    return within(PATIENCE, 'there are no cues', cues());
  }
}

function counters(video: HTMLVideoElement) {
  const { droppedVideoFrames, totalVideoFrames } = video.getVideoPlaybackQuality();
  // Chromium's own counter; the type library does not know it.
  const { webkitAudioDecodedByteCount = 0 } = video as { readonly webkitAudioDecodedByteCount?: number };
  return {
    decodedFrames: totalVideoFrames,
    droppedFrames: droppedVideoFrames,
    decodedAudioBytes: webkitAudioDecodedByteCount,
  };
}

function ranges({ buffered }: HTMLVideoElement): [number, number][] {
  return Array.from({ length: buffered.length }, (_, i) => [buffered.start(i), buffered.end(i)]);
}
