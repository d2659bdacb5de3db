import { join } from 'node:path';
import {
  asFanoutError,
  FanoutError,
  makeGrid,
  rational,
  renditionHash,
  type VideoCodec,
  type VideoEncoder,
  type VideoRendition,
} from '../core/index.ts';
import { chunkFile, outputArgs } from './chunk-args.ts';
import { colourTags } from './first-picture.ts';
import { GPU_DEVICE, scaled } from './gpu-args.ts';
import { blameGpu } from './gpu-errors.ts';
import { runMediaTool } from './run.ts';
import { cutChunk } from './split-chunk.ts';

/** What encodes here; of software, why it is not the graphics card. */
export type EncoderFound =
  | {
      readonly encoder: 'nvenc';
      readonly codecs: readonly VideoCodec[];
      /** Why the others are not among them. */
      readonly lacking: readonly string[];
    }
  | { readonly encoder: 'software'; readonly why: string };

/** What a card is tried with. AV1 takes a newer generation than those that fleets have. */
const CODECS = ['h264', 'hevc'] as const satisfies readonly VideoCodec[];
/** A rate at which a frame is no whole number of anything, two segments of one GOP each, not at the start. */
const GRID = makeGrid(rational(30_000, 1001), 240, 2);
const FRAMES = { start: GRID.gopFrames, end: 3 * GRID.gopFrames };
const SIZE = { width: 320, height: 180 };
/** Two different pictures must come with the same parameter sets. */
const PICTURES = ['testsrc2', 'smptebars'] as const;
/** The first use of a card compiles its filters; a card that hangs is no good. */
const LIMITS = { wallMs: 30_000, fileBytes: 20_000_000 };

/**
 * Encodes a little on the graphics card, as chunks are, and checks that it keeps what chunks promise: frames, timestamps,
 * a GOP where it belongs, and one init segment for all.
 * @param dir where it may write
 */
export async function probeGpu(ffmpeg: string, dir: string): Promise<EncoderFound> {
  const codecs: VideoCodec[] = [];
  const lacking: string[] = [];
  for (const codec of CODECS) {
    try {
      await tryEncoder(ffmpeg, dir, codec, 'nvenc');
      codecs.push(codec);
    } catch (error) {
      // All output is H.264 unless something else was asked for: without it the card is of little use.
      if (codec === 'h264') return { encoder: 'software', why: reason(error) };
      lacking.push(reason(error));
    }
  }
  return { encoder: 'nvenc', codecs, lacking };
}

/** Exported for tests: software keeps the same promises. @throws FanoutError GPU_UNSUPPORTED when it does not keep them */
export async function tryEncoder(ffmpeg: string, dir: string, codec: VideoCodec, by: VideoEncoder): Promise<void> {
  const renditions = PICTURES.map((picture) => testRendition(picture, codec, by));
  await runMediaTool({
    program: ffmpeg,
    purpose: 'test-encoder',
    args: probeArgs(renditions),
    cwd: dir,
    limits: LIMITS,
    gpu: by === 'nvenc',
  }).catch((error: unknown) => {
    throw blameGpu(error);
  });
  const plan = { grid: GRID, frames: FRAMES, firstSegment: 1, segments: 2, openEnd: false };
  const [one, two] = await Promise.all(renditions.map((r) => cutChunk(join(dir, chunkFile(r)), plan))).catch(
    (error: unknown) => {
      const { message } = asFanoutError(error);
      throw new FanoutError('GPU_UNSUPPORTED', `A test encode in ${codec} is not what chunks are: ${message}`);
    },
  );
  if (one && two && one.init.equals(two.init)) return;
  throw new FanoutError('GPU_UNSUPPORTED', `Two test encodes in ${codec} have different init segments.`);
}

/** The command of a test encode, of pictures that ffmpeg draws by itself. */
export function probeArgs(renditions: readonly VideoRendition[]): string[] {
  const onGpu = renditions[0]?.encoder === 'nvenc';
  const { num, den } = GRID.rate;
  const graph = renditions.map((rendition, i) => {
    const drawn = `[${i}:v]setpts=PTS+${FRAMES.start},trim=end_pts=${FRAMES.end},format=nv12`;
    return `${drawn},${onGpu ? `hwupload,${scaled(rendition)}` : `format=yuv420p,${colourTags(rendition)}`}[out${i}]`;
  });
  return [
    ...['-nostdin', '-y', '-hide_banner', '-v', 'warning', ...(onGpu ? GPU_DEVICE : [])],
    ...PICTURES.flatMap((name) => [
      '-f',
      'lavfi',
      '-i',
      `${name}=size=${SIZE.width}x${SIZE.height}:rate=${num}/${den}`,
    ]),
    ...['-filter_complex', graph.join(';')],
    ...renditions.flatMap((rendition, i) => outputArgs(rendition, i, GRID)),
  ];
}

function testRendition(name: (typeof PICTURES)[number], codec: VideoCodec, encoder: VideoEncoder): VideoRendition {
  const hash = renditionHash(String(PICTURES.indexOf(name)).padStart(16, '0'));
  const rate = { crf: 28, maxrate: 1_000_000, bufsize: 1_500_000 };
  const bare = { hdr10: null, watermark: null, preset: 'veryfast', colour: 'bt709' } as const;
  return { kind: 'video', name, hash, codec, encoder, level: '3.1', ...SIZE, ...rate, ...bare };
}

function reason(error: unknown): string {
  return asFanoutError(error).message;
}
