import { signal } from '@preact/signals';
import type Hls from 'hls.js';
import { type Choice, choices } from './levels.ts';

/** Stands for the player's own choice of a rendition, and for no captions. */
export const AUTO = -1;
export const OFF = -1;

interface StreamOptions {
  readonly url: string;
  /** Seconds to start at. */
  readonly startAt: number;
  /** The name of the only rendition that is to be shown; the player's own choice when left out. */
  readonly only?: string;
}

/** A video element that plays an HLS stream, and what can be chosen of it. */
export class Stream {
  readonly choices = signal<readonly Choice[]>([]);
  /** Level that is wished, and that is on show. */
  readonly chosen = signal(AUTO);
  readonly shown = signal(AUTO);
  readonly captions = signal<readonly string[]>([]);
  readonly caption = signal(OFF);
  readonly trouble = signal<string | null>(null);
  readonly #closing = new AbortController();
  #hls: Hls | null = null;

  /** The player itself is loaded only now: whoever only looks at a job does not need it. */
  async open(video: HTMLVideoElement, { url, startAt, only }: StreamOptions): Promise<void> {
    const { default: Player } = (await import('hls.js').catch(() => null)) ?? {};
    if (this.#closing.signal.aborted) return;
    if (!Player) {
      this.trouble.value = 'The player could not be loaded.';
      return;
    }
    if (!Player.isSupported()) {
      this.trouble.value = 'This browser cannot play streams: it has no Media Source Extensions.';
      return;
    }
    // Segments need no work before they are played, so that a worker has nothing to do.
    const hls = new Player({ startPosition: startAt, enableWorker: false });
    this.#hls = hls;
    hls.on(Player.Events.MANIFEST_PARSED, () => {
      this.choices.value = choices(hls.levels);
      if (only === undefined) return;
      const level = this.choices.value.find(({ name }) => name === only)?.level;
      if (level !== undefined) hls.loadLevel = level;
      else this.#giveUp(`This browser cannot play ${only}.`);
    });
    hls.on(Player.Events.LEVEL_SWITCHED, (_, { level }) => {
      this.shown.value = level;
    });
    hls.on(Player.Events.SUBTITLE_TRACKS_UPDATED, (_, { subtitleTracks }) => {
      this.captions.value = subtitleTracks.map(({ name }) => name);
    });
    hls.on(Player.Events.ERROR, (_, { fatal, type, details, response }) => {
      if (!fatal) return;
      if (type === Player.ErrorTypes.MEDIA_ERROR && this.trouble.value === null) hls.recoverMediaError();
      const answer = response?.code ? `, the server answered ${response.code}` : '';
      this.trouble.value = `The player gave up: ${details}${answer}.`;
    });
    const mend = () => {
      this.trouble.value = null;
    };
    video.addEventListener('playing', mend, { signal: this.#closing.signal });
    hls.attachMedia(video);
    hls.loadSource(url);
  }

  /** Goes over to a level at the next segment, without a stop. */
  choose(level: number): void {
    this.chosen.value = level;
    if (this.#hls) this.#hls.nextLevel = level;
  }

  chooseCaption(index: number): void {
    this.caption.value = index;
    if (!this.#hls) return;
    this.#hls.subtitleDisplay = index !== OFF;
    this.#hls.subtitleTrack = index;
  }

  #giveUp(why: string): void {
    this.trouble.value = why;
    this.#hls?.destroy();
    this.#hls = null;
  }

  close(): void {
    this.#closing.abort();
    this.#hls?.destroy();
    this.#hls = null;
  }
}
