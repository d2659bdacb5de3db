import { type FileHandle, open } from 'node:fs/promises';
import type { FrameGrid, FrameRange, Keyframe } from '../core/index.ts';
import { FanoutError, frameTicks } from '../core/index.ts';
import { BOX_HEADER_BYTES, boxesIn, readBoxHeader } from './boxes.ts';
import { type Fragment, fragmentDuration, readFragment } from './fragment.ts';
import { editMediaTime } from './init-segment.ts';

/** A segment as it lies in a chunk's file. */
export interface CutSegment {
  readonly number: number;
  readonly startTicks: number;
  readonly endTicks: number;
  /** Bytes `[start, end)` of the file. */
  readonly start: number;
  readonly end: number;
  readonly keyframes: readonly Keyframe[];
}

export interface CutChunk {
  readonly init: Buffer;
  readonly segments: readonly CutSegment[];
  /** Frames of the grid that the file really holds. */
  readonly frames: FrameRange;
}

export interface CutPlan {
  readonly grid: FrameGrid;
  readonly frames: FrameRange;
  readonly firstSegment: number;
  /** Number of segments. */
  readonly segments: number;
  /** The end is where the source ends, within a second of the plan. */
  readonly openEnd: boolean;
}

/**
 * Cuts a chunk's fragmented MP4 at its boxes, without copying or decoding, and checks it against the plan: first frame,
 * number of frames, decode times that follow each other, one duration for all frames, presentation that starts at the
 * first frame.
 *
 * @throws FanoutError CHUNK_OFF_PLAN when the file does not hold what was planned
 */
export async function cutChunk(path: string, plan: CutPlan): Promise<CutChunk> {
  const file = await open(path, 'r');
  try {
    const layout = await readLayout(file);
    const gops = layout.fragments;
    const frameTick = frameTicks(plan.grid, 1);
    checkFragments(layout, plan, frameTick);
    const last = gops.at(-1);
    const endTicks = last
      ? last.fragment.baseTime + fragmentDuration(last.fragment)
      : frameTicks(plan.grid, plan.frames.start);
    const segments = Array.from({ length: plan.segments }, (_, i) => {
      const startTicks = frameTicks(plan.grid, plan.frames.start + i * plan.grid.segmentFrames);
      const nextTicks =
        i === plan.segments - 1
          ? Number.POSITIVE_INFINITY
          : frameTicks(plan.grid, plan.frames.start + (i + 1) * plan.grid.segmentFrames);
      const mine = gops.filter((gop) => gop.fragment.baseTime >= startTicks && gop.fragment.baseTime < nextTicks);
      const [head, tail] = [mine[0], mine.at(-1)];
      if (!head || !tail || head.fragment.baseTime !== startTicks) {
        throw new FanoutError(
          'CHUNK_OFF_PLAN',
          `Segment ${plan.firstSegment + i} does not start at a keyframe of its own.`,
        );
      }
      return {
        number: plan.firstSegment + i,
        startTicks,
        endTicks: Math.min(nextTicks, endTicks),
        start: head.start,
        end: tail.end,
        keyframes: mine.map((gop) => ({
          startTicks: gop.fragment.baseTime,
          offset: gop.start - head.start,
          bytes: gop.head - gop.start + (gop.fragment.samples[0]?.size ?? 0),
        })),
      };
    });
    return { init: layout.init, segments, frames: { start: plan.frames.start, end: endTicks / frameTick } };
  } finally {
    await file.close();
  }
}

interface Layout {
  readonly init: Buffer;
  /** Each with the bytes of its `moof` and `mdat`. */
  readonly fragments: readonly PlacedFragment[];
}

/** A fragment's bytes `[start, end)` in the file; its samples start at `head`. */
interface PlacedFragment {
  readonly fragment: Fragment;
  readonly start: number;
  readonly head: number;
  readonly end: number;
}

async function readLayout(file: FileHandle): Promise<Layout> {
  const { size } = await file.stat();
  const init: Buffer[] = [];
  const fragments: PlacedFragment[] = [];
  let moof: { fragment: Fragment; start: number } | null = null;
  for (let at = 0; at < size; ) {
    const header = readBoxHeader(await readAt(file, at, Math.min(BOX_HEADER_BYTES, size - at)), 0);
    if (!header || header.size === 0 || at + header.size > size) {
      throw new FanoutError('CHUNK_OFF_PLAN', `The encoder's file is damaged at byte ${at}.`);
    }
    const end = at + header.size;
    if (header.type === 'ftyp' || header.type === 'moov') init.push(await readAt(file, at, header.size));
    if (header.type === 'moof') {
      const bytes = await readAt(file, at, header.size);
      const [box] = boxesIn(bytes);
      if (box) moof = { fragment: readFragment(bytes, box), start: at };
    }
    if (header.type === 'mdat' && moof) {
      fragments.push({ ...moof, head: at + header.header, end });
      moof = null;
    }
    at = end;
  }
  return { init: Buffer.concat(init), fragments };
}

async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer } = await file.read(Buffer.alloc(length), 0, length, position);
  return buffer;
}

function checkFragments(layout: Layout, plan: CutPlan, frameTick: number): void {
  const problems: string[] = [];
  const delay = layout.init.length > 0 ? editMediaTime(layout.init) : 0;
  let expected = frameTicks(plan.grid, plan.frames.start);
  let frames = 0;
  for (const { fragment } of layout.fragments) {
    if (fragment.baseTime !== expected) problems.push(`tfdt ${fragment.baseTime} where ${expected} was planned`);
    if (fragment.samples.some((sample) => sample.duration !== frameTick)) problems.push('frames of unequal duration');
    let time = 0;
    let earliest = Number.POSITIVE_INFINITY;
    for (const sample of fragment.samples) {
      earliest = Math.min(earliest, time + sample.offset);
      time += sample.duration;
    }
    if (earliest !== delay)
      problems.push(`presentation starts ${earliest - delay} ticks off tfdt ${fragment.baseTime}`);
    expected = fragment.baseTime + time;
    frames += fragment.samples.length;
  }
  const planned = plan.frames.end - plan.frames.start;
  const slack = plan.openEnd ? Math.floor((plan.grid.rate.num - 1) / plan.grid.rate.den) : 0;
  if (problems.length === 0 && (frames === 0 || frames < planned - slack)) {
    throw new FanoutError(
      'CHUNK_OFF_PLAN',
      `The source ends at frame ${plan.frames.start + frames}; its headers promise at least ${plan.frames.end}.`,
    );
  }
  if (frames > planned + slack) problems.push(`${frames} frames where ${planned} were planned`);
  if (problems.length > 0) {
    throw new FanoutError(
      'CHUNK_OFF_PLAN',
      `The chunk of frames ${plan.frames.start}-${plan.frames.end} is not what was planned: ${problems[0]}.`,
      problems.slice(0, 10),
    );
  }
}
