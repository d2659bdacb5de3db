import type { FrameGrid } from './grid.ts';
import { frameSeconds } from './grid.ts';

/** Pictures in a row and in a column of a sprite. */
const COLUMNS = 10;
const ROWS = 10;
/** About so many pictures in all: enough to scrub by, few enough to load. */
const MOST_PICTURES = 600;
/** Pixels. */
const WIDTH = 160;

/** Small pictures of keyframes, laid out in sprites, for scrubbing. */
export interface Storyboard {
  /** A picture of every so many-th keyframe. */
  readonly everyGops: number;
  readonly columns: number;
  readonly rows: number;
  /** Of one picture, in pixels. */
  readonly width: number;
  readonly height: number;
  /** Pictures in all. */
  readonly pictures: number;
  readonly sprites: number;
}

export function planStoryboard(grid: FrameGrid, size: { readonly width: number; readonly height: number }): Storyboard {
  const gops = Math.ceil(grid.frames / grid.gopFrames);
  const everyGops = Math.ceil(gops / MOST_PICTURES);
  const pictures = Math.ceil(gops / everyGops);
  return {
    everyGops,
    columns: Math.min(COLUMNS, pictures),
    rows: Math.min(ROWS, Math.ceil(pictures / COLUMNS)),
    width: WIDTH,
    height: Math.max(2, 2 * Math.round((WIDTH * size.height) / size.width / 2)),
    pictures,
    sprites: Math.ceil(pictures / (COLUMNS * ROWS)),
  };
}

export function spriteName(index: number): string {
  return `sprite-${String(index + 1).padStart(3, '0')}.jpg`;
}

/** A WebVTT track whose cues name a part of a sprite each (`#xywh`), as players' thumbnail tracks have it. */
export function storyboardTrack(board: Storyboard, grid: FrameGrid): string {
  const perSprite = board.columns * board.rows;
  const cues = Array.from({ length: board.pictures }, (_, i) => {
    const start = i * board.everyGops * grid.gopFrames;
    const end = Math.min(grid.frames, start + board.everyGops * grid.gopFrames);
    const place = i % perSprite;
    const x = (place % board.columns) * board.width;
    const y = Math.floor(place / board.columns) * board.height;
    return [
      `${vttTime(frameSeconds(grid, start))} --> ${vttTime(frameSeconds(grid, end))}`,
      `${spriteName(Math.floor(i / perSprite))}#xywh=${x},${y},${board.width},${board.height}`,
      '',
    ].join('\n');
  });
  return ['WEBVTT', '', ...cues].join('\n');
}

/** `hh:mm:ss.mmm`, as WebVTT writes an instant. */
export function vttTime(seconds: number): string {
  const ms = Math.max(0, Math.round(seconds * 1000));
  const two = (n: number) => String(n).padStart(2, '0');
  const rest = `${two(Math.floor(ms / 60_000) % 60)}:${two(Math.floor(ms / 1000) % 60)}`;
  return `${two(Math.floor(ms / 3_600_000))}:${rest}.${String(ms % 1000).padStart(3, '0')}`;
}
