import { activityInfo } from '@temporalio/activity';
import {
  audioSegments,
  type EncodeAudioInput,
  type EncodeAudioResult,
  FanoutError,
  type LoudnessResult,
  loudnessGain,
  segmentsOf,
} from '../core/index.ts';
import {
  AudioCutter,
  audioArgs,
  LOUDNESS_LINES,
  loudnessArgs,
  type ProxiedSource,
  parseLoudness,
  type RunResult,
  runMediaTool,
} from '../media/index.ts';
import { openSource } from '../sources/index.ts';
import { heartbeating } from '../temporal/index.ts';
import { AudioWriter } from './audio-writer.ts';
import type { TranscodeDeps } from './deps.ts';
import { type Pass, withLevelSound } from './level-sound.ts';
import { requireVersion } from './reports.ts';
import { findOrCopySound } from './twins.ts';
import { countCpu } from './work-metrics.ts';

const AUDIO_LIMITS = { wallMs: 4 * 3600_000, fileBytes: 0 };
const SCRATCH_BYTES = 10_000_000;
const MAX_ATTEMPTS = 2;

/**
 * Encodes one track for the whole timeline and puts its segments as they come, with a report for each of the video's
 * chunks: so the sound of the first chunk is there before its picture is, however long the video. Where loudness was asked
 * for, the track is decoded once before, to find its one gain.
 */
export async function encodeAudio(deps: TranscodeDeps, input: EncodeAudioInput): Promise<EncodeAudioResult> {
  const { attempt } = activityInfo();
  return heartbeating(async (report, signal, spent) => {
    const done = await findOrCopySound(deps.store, input);
    if (done) {
      return { attempt, reused: true, cpuSeconds: 0, sourceBytesRead: 0, loudness: done.loudness ?? null };
    }
    requireVersion(input.encoderVersion, deps.tools.version);
    return deps.proxy.use(openSource(deps, input.source), async (source) => {
      const passes = await deps.scratch
        .use(SCRATCH_BYTES, (cwd) => encode(deps, input, source, { cwd, signal, report }))
        .catch((error: unknown) => {
          throw blameSource(error, spent);
        });
      const { loudness, cpuSeconds } = passes;
      countCpu(input.rendition.codec, cpuSeconds);
      return { attempt, reused: false, cpuSeconds, sourceBytesRead: source.bytesRead, loudness };
    });
  });
}

type Encoded = Pick<EncodeAudioResult, 'cpuSeconds' | 'loudness'>;

/**
 * Encodes the track as it is. One that changes on its way is levelled, and encoded again: before anything was put where
 * loudness was measured, which finds that out; else from the first chunk on that is not complete.
 */
async function encode(
  deps: TranscodeDeps,
  input: EncodeAudioInput,
  source: ProxiedSource,
  pass: Pass,
): Promise<Encoded> {
  try {
    return await encodeFrom(deps, input, source, pass);
  } catch (error) {
    if (!(error instanceof FanoutError) || error.code !== 'CHUNK_OFF_PLAN') throw error;
    return withLevelSound(deps, input, source, pass, (level, copy) => encodeFrom(deps, level, copy, pass));
  }
}

async function encodeFrom(
  deps: TranscodeDeps,
  input: EncodeAudioInput,
  source: ProxiedSource,
  pass: Pass,
): Promise<Encoded> {
  const measured = await measure(deps, input, source, pass);
  const { loudness } = measured;
  const cutter = new AudioCutter(audioSegments(input.grid, segmentsOf(input.grid), input.openEnd));
  const writer = new AudioWriter(deps, input, cutter, loudness);
  const { cpuSeconds } = await runMediaTool({
    ...common(deps, source, pass),
    purpose: 'encode-audio',
    args: audioArgs(input, source.url, loudness?.gain),
    progress: { fd: 3, onProgress: ({ outTimeUs }) => pass.report({ audioSeconds: (outTimeUs ?? 0) / 1e6 }) },
    onStdout: async (stream) => {
      for await (const bytes of stream) await writer.put(cutter.feed(bytes as Buffer));
    },
  });
  cutter.finish();
  return { cpuSeconds: sum(measured.cpuSeconds, cpuSeconds), loudness };
}

/** Decodes the track as it will be encoded, to find the gain that brings it to its target. */
async function measure(
  deps: TranscodeDeps,
  input: EncodeAudioInput,
  source: ProxiedSource,
  pass: Pass,
): Promise<Pick<RunResult, 'cpuSeconds'> & { readonly loudness: LoudnessResult | null }> {
  const { loudness: target } = input.rendition;
  if (target === null) return { cpuSeconds: 0, loudness: null };
  const { stderr, cpuSeconds } = await runMediaTool({
    ...common(deps, source, pass),
    purpose: 'measure-loudness',
    args: loudnessArgs(input, source.url),
    keep: LOUDNESS_LINES,
    progress: { fd: 1, onProgress: ({ outTimeUs }) => pass.report({ measuredSeconds: (outTimeUs ?? 0) / 1e6 }) },
  });
  return { cpuSeconds, loudness: loudnessGain(parseLoudness(stderr), target) };
}

function common(deps: TranscodeDeps, source: ProxiedSource, { cwd, signal }: Pass) {
  const limits = { ...AUDIO_LIMITS, stuckMs: deps.stuckMs };
  return { program: deps.tools.ffmpeg, cwd, signal, limits, alive: () => source.progress };
}

const sum = (a: number | null, b: number | null) => (a === null || b === null ? null : a + b);

/** Sound that cannot be decoded twice in a row never will be. */
function blameSource(error: unknown, spent: number): unknown {
  if (!(error instanceof FanoutError) || error.code !== 'ENCODE_FAILED' || spent + 1 < MAX_ATTEMPTS) return error;
  const why = error.details.at(-1) ?? error.message;
  return new FanoutError('SOURCE_UNREADABLE', `The sound cannot be decoded: ${why}`, error.details, { cause: error });
}
