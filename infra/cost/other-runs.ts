import type { LadderWork, WorkRendition } from '../../services/core/cost/index.ts';
import type { Preset, VideoCodec } from '../../services/core/index.ts';

/** Runs that the model's speeds are not made of: what it says of them shows how far it can be trusted. */
export interface OtherRun {
  readonly what: string;
  readonly work: LadderWork;
  /** As `fanout run` told, on the same machine in the same hours. */
  readonly cpuSeconds: readonly number[];
}

interface Clip {
  readonly name: string;
  readonly frames: number;
  readonly rate: number;
  readonly width: number;
  readonly height: number;
  readonly soundTracks: number;
}

const BUNNY: Clip = {
  name: 'Big Buck Bunny 1080p24',
  frames: 721,
  rate: 24,
  width: 1920,
  height: 1080,
  soundTracks: 1,
};
const BUNNY_4K: Clip = {
  name: 'Big Buck Bunny 2160p60, 2.8 Mb/s',
  frames: 952,
  rate: 60,
  width: 3840,
  height: 2160,
  soundTracks: 0,
};
const CARS: Clip = {
  name: 'cars (camera), 768×432 at 12.5',
  frames: 377,
  rate: 12.5,
  width: 768,
  height: 432,
  soundTracks: 1,
};
const FLOWER: Clip = {
  name: 'flower (camera), 960×540 at 30',
  frames: 150,
  rate: 29.97,
  width: 960,
  height: 540,
  soundTracks: 1,
};

/** Short side of rungs that get a lane of their own. */
const OWN_LANE = 2160;

function run(
  clip: Clip,
  shorts: readonly number[],
  codec: VideoCodec,
  preset: Preset,
  ...cpuSeconds: number[]
): OtherRun {
  const renditions = shorts.map((height): WorkRendition => {
    const width = 2 * Math.round((height * clip.width) / clip.height / 2);
    return { name: `${height}p`, codec, colour: 'bt709', preset, width, height, fitsGpu: true };
  });
  const large = renditions.filter(({ height }) => height >= OWN_LANE);
  const lanes = [large, renditions.filter((rendition) => !large.includes(rendition))].filter((lane) => lane.length > 0);
  const { frames, rate, soundTracks } = clip;
  return {
    what: `${clip.name} to ${shorts.map((short) => `${short}p`).join(', ')}, ${codec} ${preset}`,
    work: {
      ...{ seconds: frames / rate, frames, rate, soundTracks, lanes, choosesQuality: false },
      sourcePixels: clip.width * clip.height,
    },
    cpuSeconds,
  };
}

export const OTHER_RUNS: readonly OtherRun[] = [
  run(BUNNY, [1080], 'h264', 'veryfast', 26.3, 26.9),
  run(BUNNY, [720, 480, 360], 'h264', 'veryfast', 23.8, 23.5),
  run(BUNNY, [720], 'h264', 'fast', 27.8, 26.0),
  run(BUNNY_4K, [1440, 1080, 720, 480, 360, 240], 'h264', 'veryfast', 70.0, 70.8),
  run(BUNNY_4K, [2160, 1440, 1080, 720, 480, 360, 240], 'h264', 'veryfast', 130.6, 134.3),
  run(CARS, [360, 240], 'h264', 'veryfast', 4.3, 4.6),
  run(CARS, [360, 240], 'hevc', 'veryfast', 9.4, 8.5),
  run(FLOWER, [480, 360, 240], 'h264', 'veryfast', 2.8, 2.8),
];
