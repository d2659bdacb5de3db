import type { Rung } from './ladder.ts';
import type { OutputColour, VideoCodec } from './rendition.ts';
import type { VideoFacts } from './source-facts.ts';

/** What encodes a picture: the processor, or the encoder on an NVIDIA graphics card. */
export type VideoEncoder = 'software' | 'nvenc';

/** What a worker of `transcode-queue` can encode with. */
export interface EncoderOffer {
  /** Of its ffmpeg, which all workers of a job must share. */
  readonly version: string;
  /** Codecs by processor. */
  readonly software: readonly VideoCodec[];
  /** Codecs by graphics card, as a test encode has shown; none where there is no such card. */
  readonly nvenc: readonly VideoCodec[];
}

/**
 * Sides of pictures that NVENC takes, a little within what is told of the first cards with B-frames in HEVC (Turing):
 * 145 at least for H.264 and 129 for HEVC, 4096 and 8192 at most.
 */
const NVENC_SIDES: Readonly<Partial<Record<VideoCodec, { readonly min: number; readonly max: number }>>> = {
  h264: { min: 160, max: 4096 },
  hevc: { min: 160, max: 8192 },
};

/**
 * One encoder for all rungs of a codec, since they come out of one process. HDR stays with software: NVENC in ffmpeg 5.1
 * does not write the mastering display's metadata.
 */
export function encoderFor(
  codec: VideoCodec,
  colour: OutputColour,
  rungs: readonly Pick<Rung, 'width' | 'height'>[],
  nvenc: readonly VideoCodec[],
): VideoEncoder {
  const sides = NVENC_SIDES[codec];
  if (!sides || colour !== 'bt709' || !nvenc.includes(codec)) return 'software';
  const fits = (side: number) => side >= sides.min && side <= sides.max;
  return rungs.every(({ width, height }) => fits(width) && fits(height)) ? 'nvenc' : 'software';
}

/**
 * Sources that NVDEC decodes on every card from Turing on, by codec: pixel formats, and the longest side. What is not here
 * is decoded by the processor, and goes to the card from there.
 */
const NVDEC: Readonly<Record<string, { readonly formats: readonly string[]; readonly max: number }>> = {
  h264: { formats: ['yuv420p'], max: 4096 },
  hevc: { formats: ['yuv420p', 'yuv420p10le'], max: 8192 },
  vp9: { formats: ['yuv420p', 'yuv420p10le'], max: 8192 },
  vp8: { formats: ['yuv420p'], max: 4096 },
  mpeg2video: { formats: ['yuv420p'], max: 4080 },
};
/** The largest of the smallest sides that NVDEC takes: HEVC's. */
const NVDEC_MIN_SIDE = 144;

/**
 * Whether NVDEC decodes a picture, and nothing has to turn it: ffmpeg turns only what is in the machine's own memory, and by any
 * angle, also where the rotation in quarter turns is 0.
 */
export function decodesOnGpu({
  codec,
  pixelFormat,
  codedWidth,
  codedHeight,
  rotation,
  turned,
}: Pick<VideoFacts, 'codec' | 'pixelFormat' | 'codedWidth' | 'codedHeight' | 'rotation' | 'turned'>): boolean {
  const known = Object.hasOwn(NVDEC, codec) ? NVDEC[codec] : undefined;
  if (!known?.formats.includes(pixelFormat) || rotation !== 0 || turned) return false;
  return Math.min(codedWidth, codedHeight) >= NVDEC_MIN_SIDE && Math.max(codedWidth, codedHeight) <= known.max;
}
