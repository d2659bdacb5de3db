/** What ffmpeg's `-progress` says, a block at a time. */
export interface FfmpegProgress {
  /** Frames written to the first output. */
  readonly frame: number | null;
  /** Media time written, in microseconds. */
  readonly outTimeUs: number | null;
  readonly ended: boolean;
}

/** Collects `key=value` lines; returns a progress at the end of each block. */
export class ProgressParser {
  #rest = '';
  #fields = new Map<string, string>();

  feed(text: string): FfmpegProgress[] {
    const found: FfmpegProgress[] = [];
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) {
      const at = line.indexOf('=');
      if (at < 0) continue;
      const [key, value] = [line.slice(0, at).trim(), line.slice(at + 1).trim()];
      this.#fields.set(key, value);
      if (key !== 'progress') continue;
      found.push({ frame: this.#number('frame'), outTimeUs: this.#number('out_time_us'), ended: value === 'end' });
      this.#fields = new Map();
    }
    return found;
  }

  #number(key: string): number | null {
    const text = this.#fields.get(key);
    const value = text === undefined ? Number.NaN : Number(text);
    return Number.isFinite(value) ? value : null;
  }
}
