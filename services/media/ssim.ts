import { basename } from 'node:path';
import type { Rational, VideoRendition } from '../core/index.ts';

/** Where, in the working directory, the comparison of a rendition writes what it found of each frame. */
export function ssimFile(rendition: Pick<VideoRendition, 'hash'>): string {
  return basename(`${rendition.hash}.ssim`);
}

/**
 * A part of a filter graph that compares two pictures frame by frame, in their order and whatever their clocks say, until
 * one of them ends; it comes out at `[ssim<i>]`.
 */
export function ssimStage(
  i: number,
  rendition: Pick<VideoRendition, 'hash'>,
  pads: { readonly encoded: string; readonly reference: string },
  rate: Rational,
): string {
  const inOrder = `settb=${rate.den}/${rate.num},setpts=N`;
  return [
    `${pads.encoded}${inOrder}[encoded${i}]`,
    `${pads.reference}${inOrder}[reference${i}]`,
    `[encoded${i}][reference${i}]ssim=shortest=1:repeatlast=0:stats_file=${ssimFile(rendition)}[ssim${i}]`,
  ].join(';');
}

/** Nothing but the comparison is wanted of the graph. */
export function ssimOutputArgs(count: number): string[] {
  const maps = Array.from({ length: count }, (_, i) => ['-map', `[ssim${i}]`]);
  return [...maps.flat(), '-fps_mode', 'passthrough', '-f', 'null', '-'];
}

/** The luma's SSIM of each frame, from lines such as `n:1 Y:0.977102 U:0.988 V:0.990 All:0.981 (17.2)`. */
export function parseSsim(text: string): number[] {
  return [...text.matchAll(/^n:\d+ Y:(\d(?:\.\d+)?) /gm)].map((match) => Number(match[1]));
}
