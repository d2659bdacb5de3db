import { type OutputColour, placeWatermark, type Rational, type VideoRendition } from '../core/index.ts';

/**
 * How bright the white of graphics is as a share of the signal: HDR's own peak would glare. ITU-R BT.2408 puts it at
 * 203 cd/m², which is 58 % of the signal in PQ and 75 % in HLG.
 */
const GRAPHICS_WHITE: Readonly<Record<OutputColour, number>> = { bt709: 1, pq: 0.58, hlg: 0.75 };

/**
 * Lays the mark over a rendition's picture.
 * @param image label of the mark's stream
 * @param picture label of the picture, scaled and in the colours of the output
 * @returns filters that end with the marked picture, without a label
 */
export function watermarkFilter(
  { watermark, width, height, colour }: VideoRendition,
  { num, den }: Rational,
  image: string,
  picture: string,
): string {
  if (!watermark) return `[${picture}]null`;
  const at = placeWatermark(watermark, { width, height });
  const deep = colour !== 'bt709';
  const white = GRAPHICS_WHITE[colour];
  const mark = [
    // Scaled with its transparency taken into account: what is invisible must not bleed into the edges.
    'format=gbrap,premultiply=inplace=1',
    `scale=${at.width}:${at.height}`,
    'unpremultiply=inplace=1',
    `colorchannelmixer=rr=${white}:gg=${white}:bb=${white}:aa=${watermark.opacity.toFixed(4)}`,
    `scale=out_color_matrix=${deep ? 'bt2020' : 'bt709'}:out_range=tv`,
    `format=${deep ? 'yuva420p10le' : 'yuva420p'}`,
    // On the grid's clock, so that two clocks need not be brought together; one frame from zero, held to the end.
    `settb=${den}/${num},setpts=0`,
  ].join(',');
  const overlay = `overlay=x=${at.x}:y=${at.y}:eval=init:format=${deep ? 'yuv420p10' : 'yuv420'}`;
  // Where the clocks' common multiple is too large, overlay goes by microseconds: back on the grid.
  return `[${image}]${mark}[mark];[${picture}][mark]${overlay},settb=${den}/${num}`;
}
