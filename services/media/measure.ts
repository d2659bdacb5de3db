import { FanoutError, type MeasuredSource, type MeasureInput } from '../core/index.ts';
import { gridFilter } from './grid-filter.ts';
import { inputArgs } from './input-args.ts';
import { runMediaTool } from './run.ts';
import { clockArgs } from './seek-args.ts';

const WALL_MS = 24 * 3600_000;
const FIRST_WALL_MS = 300_000;

type Measuring = Pick<MeasureInput, 'track' | 'rate'>;

interface MeasureTools {
  readonly ffmpeg: string;
  readonly cwd: string;
  readonly stuckMs: number;
  readonly signal: AbortSignal;
  readonly onFrames: (frames: number) => void;
  /** As {@link runMediaTool} has it. */
  readonly alive: () => number;
}

/** Prints timestamps of frames in the stream's own ticks; it needs something to print besides them. */
const PRINT_TIMESTAMPS = 'metadata=mode=add:key=first:value=1,metadata=mode=print:file=-';

/** Decodes until the first picture comes out, which has its timestamp printed on standard output. */
export function firstPictureArgs({ track }: Measuring, url: string): string[] {
  return [
    ...['-nostdin', '-hide_banner', '-v', 'warning', ...clockArgs(track), ...inputArgs(url)],
    ...['-map', `0:${track.streamIndex}`, '-an', '-sn', '-dn', '-vf', PRINT_TIMESTAMPS],
    ...['-frames:v', '1', '-f', 'null', '-'],
  ];
}

/** The first timestamp that was printed, in ticks; `null` when no picture came. */
export function firstTimestamp(printed: string): number | null {
  const found = /^frame:0 +pts:(-?\d+) /m.exec(printed);
  return found ? Number(found[1]) : null;
}

/** Decodes the picture from start to end and puts it on the grid, to count frames; nothing is encoded. */
export function measureArgs({ track, rate }: Measuring, url: string): string[] {
  return [
    ...['-nostdin', '-hide_banner', '-v', 'warning', '-progress', 'pipe:1', ...clockArgs(track), ...inputArgs(url)],
    ...['-map', `0:${track.streamIndex}`, '-an', '-sn', '-dn'],
    ...['-vf', [...gridFilter(track, rate, true), 'trim=start_pts=0'].join(','), '-fps_mode', 'passthrough'],
    ...['-f', 'null', '-'],
  ];
}

/**
 * Where the picture of a source really starts, and how many frames of the grid it really has from there.
 * @throws FanoutError SOURCE_UNREADABLE when not one frame can be decoded
 */
export async function measure(input: Measuring, url: string, tools: MeasureTools): Promise<MeasuredSource> {
  const startTicks = await findStart(input, url, tools);
  const track = { ...input.track, startTicks };
  const frames = await countFrames({ ...input, track }, url, tools);
  return { startTicks, frames: Math.max(1, frames), momentary: frames === 0 };
}

async function findStart(input: Measuring, url: string, { ffmpeg, cwd, signal }: MeasureTools): Promise<number> {
  const { stdout, stderr } = await runMediaTool({
    program: ffmpeg,
    purpose: 'find-start',
    args: firstPictureArgs(input, url),
    cwd,
    signal,
    limits: { wallMs: FIRST_WALL_MS, fileBytes: 0 },
  }).catch(undecodable);
  const startTicks = firstTimestamp(stdout);
  if (startTicks === null) {
    throw new FanoutError('SOURCE_UNREADABLE', 'Not one frame of the video could be decoded.', stderr);
  }
  // The corrected clock starts at zero; what an edit list hides comes before it.
  return Math.max(0, startTicks);
}

async function countFrames(input: Measuring, url: string, tools: MeasureTools): Promise<number> {
  let frames = 0;
  await runMediaTool({
    program: tools.ffmpeg,
    purpose: 'count-frames',
    args: measureArgs(input, url),
    cwd: tools.cwd,
    signal: tools.signal,
    limits: { wallMs: WALL_MS, fileBytes: 0, stuckMs: tools.stuckMs },
    alive: tools.alive,
    progress: {
      fd: 1,
      onProgress: ({ frame }) => {
        frames = frame ?? frames;
        tools.onFrames(frames);
      },
    },
  }).catch(undecodable);
  return frames;
}

function undecodable(error: unknown): never {
  if (!(error instanceof FanoutError) || error.code !== 'ENCODE_FAILED') throw error;
  const why = error.details.at(-1) ?? error.message;
  throw new FanoutError('SOURCE_UNREADABLE', `It cannot be decoded: ${why}`, error.details, { cause: error });
}
