import { FanoutError, type MeasureInput } from '../core/index.ts';
import { clockArgs } from './chunk-args.ts';
import { gridFilter } from './grid-filter.ts';
import { inputArgs } from './input-args.ts';
import { runMediaTool } from './run.ts';

const LIMITS = { wallMs: 4 * 3600_000, fileBytes: 0 };

/** Decodes the picture from start to end and puts it on the grid, to count frames; nothing is encoded. */
export function measureArgs({ track, rate }: Pick<MeasureInput, 'track' | 'rate'>, url: string): string[] {
  return [
    ...['-nostdin', '-hide_banner', '-v', 'warning', '-progress', 'pipe:1', ...clockArgs(track), ...inputArgs(url)],
    ...['-map', `0:${track.streamIndex}`, '-an', '-sn', '-dn'],
    ...['-vf', [...gridFilter(track, rate, true), 'trim=start_pts=0'].join(','), '-fps_mode', 'passthrough'],
    ...['-f', 'null', '-'],
  ];
}

/**
 * How many frames of the grid a source really has.
 * @throws FanoutError SOURCE_UNREADABLE when not one frame can be decoded
 */
export async function measureFrames(
  input: Pick<MeasureInput, 'track' | 'rate'>,
  url: string,
  tools: {
    readonly ffmpeg: string;
    readonly cwd: string;
    readonly stuckMs: number;
    readonly signal: AbortSignal;
    readonly onFrames: (frames: number) => void;
  },
): Promise<number> {
  let frames = 0;
  const { stderr } = await runMediaTool({
    program: tools.ffmpeg,
    args: measureArgs(input, url),
    cwd: tools.cwd,
    signal: tools.signal,
    limits: { ...LIMITS, stuckMs: tools.stuckMs },
    progress: {
      fd: 1,
      onProgress: ({ frame }) => {
        frames = frame ?? frames;
        tools.onFrames(frames);
      },
    },
  }).catch((error: unknown) => {
    if (!(error instanceof FanoutError) || error.code !== 'ENCODE_FAILED') throw error;
    throw new FanoutError(
      'SOURCE_UNREADABLE',
      `It cannot be decoded: ${error.details.at(-1) ?? error.message}`,
      error.details,
      {
        cause: error,
      },
    );
  });
  if (frames === 0) throw new FanoutError('SOURCE_UNREADABLE', 'Not one frame of the video could be decoded.', stderr);
  return frames;
}
