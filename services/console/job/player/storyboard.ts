/** A part of a sprite: which one, and where in it. Pixels of the sprite. */
export interface Picture {
  readonly startSeconds: number;
  readonly endSeconds: number;
  /** Relative to the track. */
  readonly sprite: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const CUE =
  /^(?:(\d+):)?(\d\d):(\d\d\.\d{3}) --> (?:(\d+):)?(\d\d):(\d\d\.\d{3})[^\n]*\n([^\n#]+)#xywh=(\d+),(\d+),(\d+),(\d+)/gm;

/** The pictures of a storyboard's WebVTT track, in their order; cues that name no part of a sprite are left out. */
export function parseStoryboard(track: string): readonly Picture[] {
  return Array.from(track.replaceAll('\r\n', '\n').matchAll(CUE), (cue) => {
    const [h1, m1, s1, h2, m2, s2] = cue.slice(1, 7);
    const [x = 0, y = 0, width = 0, height = 0] = cue.slice(8).map(Number);
    const [startSeconds, endSeconds] = [seconds(h1, m1, s1), seconds(h2, m2, s2)];
    return { startSeconds, endSeconds, sprite: cue[7] ?? '', x, y, width, height };
  });
}

function seconds(hours = '0', minutes = '0', rest = '0'): number {
  return 3600 * Number(hours) + 60 * Number(minutes) + Number(rest);
}

/** The picture of a time; `null` where there is none. */
export function pictureAt(pictures: readonly Picture[], time: number): Picture | null {
  return pictures.find(({ startSeconds, endSeconds }) => time >= startSeconds && time < endSeconds) ?? null;
}
