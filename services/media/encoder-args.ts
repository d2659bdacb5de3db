import { availableParallelism } from 'node:os';
import {
  CHROMA_STEPS,
  type Chromaticity,
  type FrameGrid,
  type Hdr10Metadata,
  LUMINANCE_STEPS,
  type OutputColour,
  type Preset,
  type VideoCodec,
  type VideoRendition,
} from '../core/index.ts';
import { nvencArgs } from './nvenc-args.ts';

/** The software encoder of each codec, by ffmpeg's name. */
export const ENCODERS: Readonly<Record<VideoCodec, string>> = { h264: 'libx264', hevc: 'libx265', av1: 'libsvtav1' };

/** By ffmpeg's name. */
export function encoderName({ codec, encoder }: Pick<VideoRendition, 'codec' | 'encoder'>): string {
  return encoder === 'nvenc' ? `${codec}_nvenc` : ENCODERS[codec];
}

/** SVT-AV1 numbers its presets; these take about as long as x264's of that name at twice the price. */
const SVT_PRESETS: Readonly<Record<Preset, number>> = {
  ultrafast: 12,
  superfast: 11,
  veryfast: 10,
  faster: 9,
  fast: 8,
  medium: 7,
  slow: 5,
};

/** ffmpeg's names for an output's primaries, transfer function and matrix. */
export const COLOURS: Readonly<Record<OutputColour, readonly [string, string, string]>> = {
  bt709: ['bt709', 'bt709', 'bt709'],
  pq: ['bt2020', 'smpte2084', 'bt2020nc'],
  hlg: ['bt2020', 'arib-std-b67', 'bt2020nc'],
};

export function pixelFormat({ colour }: Pick<VideoRendition, 'colour'>): string {
  return colour === 'bt709' ? 'yuv420p' : 'yuv420p10le';
}

/**
 * By itself x265 asks the system for the memory that is near each processor, which containers may not: then it has no thread
 * at all, and other parameter sets than elsewhere, for it also leaves out wavefronts.
 */
const X265_THREADS = `pools=${availableParallelism()}`;

/**
 * The encoder and all its settings. Every chunk of a rendition must come out with the same parameter sets, closed GOPs at
 * the same frames, and a rate buffer that starts half full, so that none underflows where chunks meet.
 */
export function encoderArgs(rendition: VideoRendition, grid: FrameGrid): string[] {
  const [primaries, transfer, matrix] = COLOURS[rendition.colour];
  const gop = String(grid.gopFrames);
  if (rendition.encoder === 'nvenc') return nvencArgs(rendition, grid);
  return [
    ...['-c:v', ENCODERS[rendition.codec], ...ownArgs(rendition), '-pix_fmt', pixelFormat(rendition)],
    ...['-color_primaries', primaries, '-color_trc', transfer, '-colorspace', matrix, '-color_range', 'tv'],
    ...['-crf', String(rendition.crf), '-maxrate', String(rendition.maxrate), '-bufsize', String(rendition.bufsize)],
    ...['-g', gop, '-keyint_min', gop, '-flags', '+cgop+bitexact', '-fflags', '+bitexact'],
  ];
}

function ownArgs({ codec, preset, level, colour, hdr10 }: VideoRendition): string[] {
  switch (codec) {
    case 'h264':
      return [
        ...['-preset', preset, '-profile:v', 'high', '-level:v', level ?? '', '-sc_threshold', '0'],
        // stitchable: one PPS whatever the rate control does.
        ...['-x264-params', 'stitchable=1:vbv-init=0.5'],
      ];
    case 'hevc':
      return [
        ...['-preset', preset, '-profile:v', colour === 'bt709' ? 'main' : 'main10', '-tag:v', 'hvc1'],
        '-x265-params',
        [
          'scenecut=0:open-gop=0:vbv-init=0.5:repeat-headers=0:info=0:log-level=error',
          X265_THREADS,
          ...x265Hdr10(hdr10),
        ].join(':'),
      ];
    case 'av1':
      return [
        ...['-preset', String(SVT_PRESETS[preset])],
        // irefresh-type 2: a GOP starts with a key frame that nothing before it is shown after.
        ...['-svtav1-params', ['scd=0:irefresh-type=2:enable-overlays=0', ...svtHdr10(hdr10)].join(':')],
      ];
  }
}

/** In the units of the standards, as x265's documentation has it. */
function x265Hdr10(hdr10: Hdr10Metadata | null): string[] {
  const { display, light } = hdr10 ?? { display: null, light: null };
  const at = ({ x, y }: Chromaticity) => `(${x},${y})`;
  return [
    ...(display
      ? [
          `master-display=G${at(display.green)}B${at(display.blue)}R${at(display.red)}WP${at(display.white)}` +
            `L(${display.maxLuminance},${display.minLuminance})`,
        ]
      : []),
    ...(light ? [`max-cll=${light.max},${light.average}`] : []),
  ];
}

/** The same in decimal fractions, as SVT-AV1's documentation has it. */
function svtHdr10(hdr10: Hdr10Metadata | null): string[] {
  const { display, light } = hdr10 ?? { display: null, light: null };
  const at = ({ x, y }: Chromaticity) => `(${x / CHROMA_STEPS},${y / CHROMA_STEPS})`;
  return [
    ...(display
      ? [
          `mastering-display=G${at(display.green)}B${at(display.blue)}R${at(display.red)}WP${at(display.white)}` +
            `L(${display.maxLuminance / LUMINANCE_STEPS},${display.minLuminance / LUMINANCE_STEPS})`,
        ]
      : []),
    ...(light ? [`content-light=${light.max},${light.average}`] : []),
  ];
}
