/* What the page in the browser does for the tests; all values travel as JSON. */

/** `hls.js` plays `hls/master.m3u8`, `shaka-player` plays `dash/manifest.mpd`. */
export type PlayerName = 'hls.js' | 'shaka-player';

export interface StreamOptions {
  readonly player: PlayerName;
  readonly url: string;
  /** What every frame lasts, to know which one a time means. Frames per second. */
  readonly rate: number;
  /** Start of a codec's name, e.g. `av01`: only its best rendition then; else what the player chooses. */
  readonly codec?: string;
}

/** What happened from the start of the stream to where playing ended. */
export interface Playback {
  readonly player: string;
  /** As the stream declares the rendition that is playing at the end. */
  readonly codec: string;
  /** Everything that the player reported as an error, gap or stall, and every `waiting` after the first picture. */
  readonly problems: readonly string[];
  /** Pictures that were looked at, and those whose number was not that of their time. */
  readonly seen: number;
  readonly wrong: readonly string[];
  readonly decodedFrames: number;
  readonly droppedFrames: number;
  readonly decodedAudioBytes: number;
  /** Most buffered ranges that there were at any time. */
  readonly mostRanges: number;
  readonly buffered: readonly (readonly [start: number, end: number])[];
  /** Seconds. */
  readonly duration: number;
  readonly endedAt: number;
}

export interface PageCue {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

export interface LoadedFile {
  /** Seconds. */
  readonly duration: number;
  readonly width: number;
  readonly height: number;
  /** The frame that is shown in the middle. */
  readonly middle: number | null;
}

export interface PageApi {
  /** Opens a stream in a new element, paused at the start, and closes the one before. */
  open(options: StreamOptions): Promise<void>;
  /** Plays from where it is to the end. */
  play(): Promise<Playback>;
  /** @returns the number of the frame that is shown after a seek */
  seek(seconds: number): Promise<number | null>;
  /** What the player or the element complained about so far. */
  problems(): readonly string[];
  /** Switches the first text track on. @returns its cues, once there are any */
  captions(): Promise<readonly PageCue[]>;
  /** Loads a file in a plain element. */
  file(kind: 'video' | 'audio', url: string, rate: number): Promise<LoadedFile>;
  /** @returns the size of a picture in pixels */
  image(url: string): Promise<{ readonly width: number; readonly height: number }>;
  /** Decodes a sound file with WebAudio. @returns its length and where each tick starts, all in seconds */
  sound(url: string): Promise<{ readonly duration: number; readonly channels: number; readonly ticks: number[] }>;
}
