import type { FrameGrid, Preset, VideoRendition } from '../core/index.ts';

/** NVENC counts its presets from 1, the fastest, to 7. */
const PRESETS: Readonly<Record<Preset, string>> = {
  ultrafast: 'p1',
  superfast: 'p2',
  veryfast: 'p3',
  faster: 'p4',
  fast: 'p5',
  medium: 'p6',
  slow: 'p7',
};

/** Frames that it looks ahead; its own switches for scene cuts and B-frames work only when it does. */
const LOOK_AHEAD = '20';
/** Reference cards have B-frames in both codecs from Turing on; two delay the picture as x264's do. */
const B_FRAMES = '2';

/**
 * NVENC and all its settings, for a rendition in BT.709: an IDR frame every GOP and nowhere else, and nothing in the
 * parameter sets that depends on the picture.
 *
 * `-bufsize` stands for what is wanted: ffmpeg 5.1 to 7.1 drops it where a constant quality is asked for, and has no option
 * for how full the buffer is at first. So rates at seams are capped by `-maxrate` alone (libavcodec/nvenc.c). No pixel format
 * is named: it takes frames as they come, out of the card's memory or the machine's.
 */
export function nvencArgs({ codec, preset, level, crf, maxrate, bufsize }: VideoRendition, grid: FrameGrid): string[] {
  const own =
    codec === 'h264'
      ? ['-profile:v', 'high', '-level:v', level ?? '', '-coder', 'cabac']
      : ['-profile:v', 'main', '-tier', 'main', '-tag:v', 'hvc1'];
  return [
    ...['-c:v', `${codec}_nvenc`, '-preset', PRESETS[preset], '-tune', 'hq', ...own],
    ...['-rc', 'vbr', '-cq', String(crf), '-b:v', '0', '-maxrate', String(maxrate), '-bufsize', String(bufsize)],
    ...['-g', String(grid.gopFrames), '-forced-idr', '1', '-bf', B_FRAMES, '-b_ref_mode', 'disabled'],
    ...['-rc-lookahead', LOOK_AHEAD, '-no-scenecut', '1', '-b_adapt', '0'],
    ...['-color_primaries', 'bt709', '-color_trc', 'bt709', '-colorspace', 'bt709', '-color_range', 'tv'],
    ...['-flags', '+cgop+bitexact', '-fflags', '+bitexact'],
  ];
}
