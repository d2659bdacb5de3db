import { activityInfo } from '@temporalio/activity';
import {
  AUDIO_RATE,
  audioSegments,
  BUCKETS,
  type Chunk,
  type EncodeAudioInput,
  type EncodeAudioResult,
  FanoutError,
  initKey,
  type LoudnessResult,
  loudnessGain,
  type SegmentReport,
  segmentKey,
  segmentsOf,
} from '../core/index.ts';
import {
  AudioCutter,
  type AudioSegment,
  aacCodecString,
  audioArgs,
  loudnessArgs,
  type ProxiedSource,
  parseLoudness,
  type RunResult,
  runMediaTool,
} from '../media/index.ts';
import { openSource } from '../sources/index.ts';
import { IMMUTABLE } from '../store/index.ts';
import { heartbeating } from '../temporal/index.ts';
import type { TranscodeDeps } from './deps.ts';
import { type Pass, withLevelSound } from './level-sound.ts';
import { findReport, putReport, requireVersion, sha256 } from './reports.ts';

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
  return heartbeating(async (report, signal) => {
    const last = input.chunks.at(-1);
    const done = last && (await findReport(deps.store, input.videoId, input.rendition.hash, last.index));
    if (done) {
      return { attempt, reused: true, cpuSeconds: 0, sourceBytesRead: 0, loudness: done.loudness ?? null };
    }
    requireVersion(input.encoderVersion, deps.tools.version);
    return deps.proxy.use(openSource(deps, input.source), async (source) => {
      const passes = await deps.scratch
        .use(SCRATCH_BYTES, (cwd) => encode(deps, input, source, { cwd, signal, report }))
        .catch((error: unknown) => {
          throw blameSource(error, attempt);
        });
      const { loudness, cpuSeconds } = passes;
      return { attempt, reused: false, cpuSeconds, sourceBytesRead: source.bytesRead, loudness };
    });
  });
}

type Encoded = Pick<EncodeAudioResult, 'cpuSeconds' | 'loudness'>;

/** Encodes the track as it is; one that changes on its way is levelled first. */
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
  const cutter = new AudioCutter(audioSegments(input.grid, segmentsOf(input.grid)));
  const writer = new AudioWriter(deps, input, cutter, loudness);
  const { cpuSeconds } = await runMediaTool({
    ...common(deps, source, pass),
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
    args: loudnessArgs(input, source.url),
    progress: { fd: 1, onProgress: ({ outTimeUs }) => pass.report({ measuredSeconds: (outTimeUs ?? 0) / 1e6 }) },
  });
  return { cpuSeconds, loudness: loudnessGain(parseLoudness(stderr), target) };
}

function common(deps: TranscodeDeps, source: ProxiedSource, { cwd, signal }: Pass) {
  const limits = { ...AUDIO_LIMITS, stuckMs: deps.stuckMs };
  return { program: deps.tools.ffmpeg, cwd, signal, limits, alive: () => source.bytesServed };
}

const sum = (a: number | null, b: number | null) => (a === null || b === null ? null : a + b);

/** Sound that cannot be decoded twice in a row never will be. */
function blameSource(error: unknown, attempt: number): unknown {
  if (!(error instanceof FanoutError) || error.code !== 'ENCODE_FAILED' || attempt < MAX_ATTEMPTS) return error;
  const why = error.details.at(-1) ?? error.message;
  return new FanoutError('SOURCE_UNREADABLE', `The sound cannot be decoded: ${why}`, error.details, { cause: error });
}

/** Puts segments, and a chunk's report once its last segment is there. */
class AudioWriter {
  readonly #deps: TranscodeDeps;
  readonly #input: EncodeAudioInput;
  readonly #cutter: AudioCutter;
  readonly #loudness: LoudnessResult | null;
  #chunk = 0;
  #segments: SegmentReport[] = [];

  constructor(deps: TranscodeDeps, input: EncodeAudioInput, cutter: AudioCutter, loudness: LoudnessResult | null) {
    this.#deps = deps;
    this.#input = input;
    this.#cutter = cutter;
    this.#loudness = loudness;
  }

  async put(segments: readonly AudioSegment[]): Promise<void> {
    const { videoId, rendition, chunks } = this.#input;
    if (segments[0]?.number === 0) await this.#object(initKey(videoId, rendition.hash), this.#cutter.init);
    await Promise.all(segments.map((s) => this.#object(segmentKey(videoId, rendition.hash, s.number), s.data)));
    for (const { data: _, ...segment } of segments) {
      this.#segments.push(segment);
      const chunk = chunks[this.#chunk];
      if (chunk && segment.number === chunk.firstSegment + chunk.segments - 1) await this.#report(chunk);
    }
  }

  async #report(chunk: Chunk): Promise<void> {
    const { init } = this.#cutter;
    await putReport(this.#deps.store, this.#input.videoId, this.#input.rendition.hash, {
      version: 1,
      chunk: chunk.index,
      timescale: AUDIO_RATE,
      frames: chunk.frames,
      segments: this.#segments,
      initSha256: sha256(init),
      initBytes: init.length,
      codecs: aacCodecString(init),
      encoder: `aac (ffmpeg ${this.#deps.tools.version})`,
      ...(this.#loudness ? { loudness: this.#loudness } : {}),
    });
    this.#segments = [];
    this.#chunk++;
  }

  #object(key: string, body: Buffer): Promise<void> {
    return this.#deps.store.put(BUCKETS.encoded, key, body, { contentType: 'audio/mp4', cacheControl: IMMUTABLE });
  }
}
