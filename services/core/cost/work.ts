import { encoderFor } from '../encoders.ts';
import { type VideoPlan, videoRenditions } from '../plan.ts';
import { toNumber } from '../rational.ts';
import type { OutputColour, Preset, VideoCodec } from '../rendition.ts';
import {
  type Basis,
  LARGEST_MEASURED_PIXELS,
  laneSeconds,
  presetBasis,
  presetCost,
  rungSeconds,
  SOUND_SECONDS,
} from './speeds.ts';

/** One stream to encode. */
export interface WorkRendition {
  readonly name: string;
  readonly codec: VideoCodec;
  readonly colour: OutputColour;
  readonly preset: Preset;
  /** Pixels, as encoded. */
  readonly width: number;
  readonly height: number;
  /** NVENC takes all of its codec, where there is a card. */
  readonly fitsGpu: boolean;
}

/** What a job has to do, as far as it costs something. */
export interface LadderWork {
  /** Length of the output. */
  readonly seconds: number;
  /** Frames of the output, and so many a second. */
  readonly frames: number;
  readonly rate: number;
  /** Of the source's picture, as coded. */
  readonly sourcePixels: number;
  /** Each decodes the source once. */
  readonly lanes: readonly (readonly WorkRendition[])[];
  readonly soundTracks: number;
  /** Samples choose the rate factors first. */
  readonly choosesQuality: boolean;
}

/** The work of a plan. @param sourcePixels of the source's picture, as coded */
export function workOf(plan: VideoPlan, sourcePixels: number, choosesQuality: boolean): LadderWork {
  const rate = toNumber(plan.grid.rate);
  const all = videoRenditions(plan);
  return {
    seconds: plan.grid.frames / rate,
    frames: plan.grid.frames,
    rate,
    sourcePixels,
    lanes: plan.lanes.map(({ renditions }) =>
      renditions.map(({ name, codec, colour, preset, width, height }) => {
        const ofCodec = all.filter((rendition) => rendition.codec === codec);
        const fitsGpu = encoderFor(codec, colour, ofCodec, [codec]) === 'nvenc';
        return { name, codec, colour, preset, width, height, fitsGpu };
      }),
    ),
    soundTracks: plan.audio.length,
    choosesQuality,
  };
}

/**
 * Choosing rate factors encodes samples of 18 s in all whatever the length, and compares them: as much as 29 s of the video take
 * (38.1 CPU seconds, where 30 s took 39.8; docs/measurements.md).
 */
const SAMPLE_SECONDS = 29;

/**
 * CPU seconds of ffmpeg, by this machine's processors (see speed-runs.ts):
 * frames × Σ over lanes (decoding and scaling + Σ over rungs what each adds) + sound.
 *
 * @param onGpu renditions that a graphics card encodes, and decodes for: they take no CPU time here
 */
export function cpuSeconds(work: LadderWork, onGpu: (rendition: WorkRendition) => boolean = () => false): number {
  const lanes = work.lanes.map((lane) => lane.filter((rendition) => !onGpu(rendition)));
  const perFrame = sum(lanes.map((lane) => frameSeconds(lane, work.sourcePixels)));
  const sampled = work.choosesQuality ? SAMPLE_SECONDS * work.rate : 0;
  return (work.frames + sampled) * perFrame + work.seconds * work.soundTracks * SOUND_SECONDS;
}

/** CPU seconds for each frame of a lane. */
function frameSeconds(lane: readonly WorkRendition[], sourcePixels: number): number {
  const [first] = lane;
  return first ? laneSeconds(first.codec, sourcePixels) + sum(lane.map((rendition) => renditionSeconds(rendition))) : 0;
}

function renditionSeconds({ codec, preset, width, height }: WorkRendition): number {
  return rungSeconds(codec, width * height) * presetCost(codec, preset);
}

/** Why the CPU time of some work is not only measured; nothing where it is. */
export function assumptions(work: LadderWork): string[] {
  const all = work.lanes.flat();
  const presets = [...new Set(all.map(({ preset }) => preset).filter((preset) => presetBasis(preset) === 'assumed'))];
  const large = all.filter(({ width, height }) => width * height > LARGEST_MEASURED_PIXELS).map(({ name }) => name);
  return [
    ...presets.map((preset) => `the preset ${preset} was not run in ladders: its cost lies between those that were`),
    ...(large.length > 0 ? [`${large.join(', ')}: by pixels, from what 1080p takes`] : []),
  ];
}

export function workBasis(work: LadderWork): Basis {
  return assumptions(work).length > 0 ? 'assumed' : 'measured';
}

export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
