import { rational, type SourceFacts, type VideoFacts } from '../../services/core/index.ts';

/** An ordinary H.264 picture: 640×360, ten seconds at 25 frames per second, unless told otherwise. */
export function videoFacts(change: Partial<VideoFacts> = {}): VideoFacts {
  return {
    streamIndex: 0,
    codec: 'h264',
    codecTag: 'avc1',
    pixelFormat: 'yuv420p',
    codedWidth: 640,
    codedHeight: 360,
    width: 640,
    height: 360,
    rotation: 0,
    pixelAspect: rational(1),
    nominalRate: rational(25),
    averageRate: rational(25),
    constantRate: true,
    startTicks: 0,
    timeBase: rational(1, 12_800),
    durationSeconds: 10,
    durationTicks: 128_000,
    hdr10: null,
    dolbyVision: null,
    colour: { range: null, matrix: null, primaries: null, transfer: null },
    fieldOrder: null,
    reorders: true,
    indexedFrames: null,
    ...change,
  };
}

/** An MP4 with that picture and no sound, unless told otherwise. */
export function sourceFacts<V extends VideoFacts | null = VideoFacts>(
  change: Partial<SourceFacts> & { readonly video?: V } = {},
): SourceFacts & { readonly video: V } {
  return {
    container: 'mov,mp4,m4a,3gp,3g2,mj2',
    bytes: 1_000_000,
    startSeconds: 0,
    durationSeconds: 10,
    audio: [],
    text: [],
    otherStreams: [],
    ...change,
    video: (change.video === undefined ? videoFacts() : change.video) as V,
  };
}
