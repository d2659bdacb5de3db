import type { GridAxes } from '../state/view.ts';

type Chunks = GridAxes['chunks'];

/** Which part of the time is on show, and how large. */
export interface TimeView {
  /** Pixels for a second. */
  readonly scale: number;
  /** Pixels that lie to the left of what is on show. */
  readonly offset: number;
  /** Pixels on show. */
  readonly width: number;
}

/** Pixels: as long as chunks are this wide, all of them at once are a picture that can be read. */
const LEAST_IN_ALL = 1.5;
/** Pixels: so wide can they be hit. */
const TOLD_APART = 8;
/** Pixels: wider ones tell nothing more. */
const WIDEST_CHUNK = 64;

/** Seconds from the start of the first chunk to the end of the last. */
export function totalSeconds(chunks: Chunks): number {
  const last = chunks.at(-1);
  return last ? last.startSeconds + last.seconds : 0;
}

/** How far one can go in: 1 shows all at once; `start` shows all, or chunks that can be told apart. */
export function zoomRange(chunks: Chunks, width: number): { readonly start: number; readonly most: number } {
  // The first chunks are short, so that something plays soon: the usual ones count.
  const usual = Math.max(0, ...chunks.map(({ seconds }) => seconds));
  const total = totalSeconds(chunks);
  if (usual === 0 || total === 0 || width === 0) return { start: 1, most: 1 };
  const fitted = (usual * width) / total;
  return { start: fitted < LEAST_IN_ALL ? TOLD_APART / fitted : 1, most: Math.max(1, WIDEST_CHUNK / fitted) };
}

/** The chunk at a place of the view; `null` beyond the ends. */
export function chunkAtX(chunks: Chunks, { scale, offset }: TimeView, x: number): number | null {
  const seconds = (x + offset) / scale;
  if (seconds < 0 || seconds >= totalSeconds(chunks)) return null;
  return lastStartingBy(chunks, seconds);
}

/** Indices of the first and the last chunk of which something is on show. */
export function shownChunks(chunks: Chunks, view: TimeView): { readonly first: number; readonly last: number } {
  const { scale, offset, width } = view;
  return {
    first: Math.max(0, lastStartingBy(chunks, offset / scale)),
    last: lastStartingBy(chunks, (offset + width) / scale),
  };
}

/** Pixels from the left of the view, and wide. */
export function chunkBox(chunks: Chunks, { scale, offset }: TimeView, chunk: number): { x: number; width: number } {
  const { startSeconds = 0, seconds = 0 } = chunks[chunk] ?? {};
  return { x: startSeconds * scale - offset, width: seconds * scale };
}

/** The offset that shows a chunk, as near to what is on show as can be. */
export function offsetShowing(chunks: Chunks, view: TimeView, chunk: number): number {
  const { x, width } = chunkBox(chunks, view, chunk);
  if (x < 0) return view.offset + x;
  return x + width > view.width ? view.offset + x + width - view.width : view.offset;
}

function lastStartingBy(chunks: Chunks, seconds: number): number {
  let [low, high] = [0, chunks.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((chunks[middle]?.startSeconds ?? 0) <= seconds) low = middle;
    else high = middle - 1;
  }
  return high;
}

/** Seconds between two marks of an axis, so that they are at least so many pixels apart. */
const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200];
const LEAST_BETWEEN = 72;

/** Marks of the time axis that are on show, in seconds. */
export function timeMarks({ scale, offset, width }: TimeView, total: number): readonly number[] {
  if (scale <= 0) return [];
  const step = STEPS.find((seconds) => seconds * scale >= LEAST_BETWEEN) ?? 14_400;
  const first = Math.ceil(offset / scale / step);
  const last = Math.floor(Math.min(total, (offset + width) / scale) / step);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => (first + i) * step);
}
