import { activityInfo } from '@temporalio/activity';
import {
  AUDIO_RATE,
  audioSegments,
  BUCKETS,
  type Chunk,
  type EncodeAudioInput,
  type EncodeWork,
  FanoutError,
  initKey,
  type SegmentReport,
  segmentKey,
  segmentsOf,
} from '../core/index.ts';
import { AudioCutter, type AudioSegment, aacCodecString, audioArgs, runMediaTool } from '../media/index.ts';
import { openSource } from '../sources/index.ts';
import { IMMUTABLE } from '../store/index.ts';
import { heartbeating } from '../temporal/index.ts';
import type { TranscodeDeps } from './deps.ts';
import { findReport, putReport, requireVersion, sha256 } from './reports.ts';

const AUDIO_LIMITS = { wallMs: 4 * 3600_000, fileBytes: 0 };
const SCRATCH_BYTES = 10_000_000;
const MAX_ATTEMPTS = 2;

/**
 * Encodes one track for the whole timeline and puts its segments as they come, with a report for each of the video's
 * chunks: so the sound of the first chunk is there before its picture is, however long the video.
 */
export async function encodeAudio(deps: TranscodeDeps, input: EncodeAudioInput): Promise<EncodeWork> {
  const { attempt } = activityInfo();
  return heartbeating(async (report, signal) => {
    const last = input.chunks.at(-1);
    if (last && (await findReport(deps.store, input.videoId, input.rendition.hash, last.index))) {
      return { attempt, reused: true, cpuSeconds: 0, sourceBytesRead: 0 };
    }
    requireVersion(input.encoderVersion, deps.tools.version);
    const cutter = new AudioCutter(audioSegments(input.grid, segmentsOf(input.grid)));
    const writer = new AudioWriter(deps, input, cutter);
    return deps.proxy.use(openSource(deps, input.source), async (source) => {
      const result = await deps.scratch
        .use(SCRATCH_BYTES, (cwd) =>
          runMediaTool({
            program: deps.tools.ffmpeg,
            args: audioArgs(input, source.url),
            cwd,
            signal,
            limits: { ...AUDIO_LIMITS, stuckMs: deps.stuckMs },
            progress: { fd: 3, onProgress: ({ outTimeUs }) => report({ audioSeconds: (outTimeUs ?? 0) / 1e6 }) },
            onStdout: async (stream) => {
              for await (const bytes of stream) await writer.put(cutter.feed(bytes as Buffer));
            },
          }),
        )
        .catch((error: unknown) => {
          throw blameSource(error, attempt);
        });
      cutter.finish();
      return { attempt, reused: false, cpuSeconds: result.cpuSeconds, sourceBytesRead: source.bytesRead };
    });
  });
}

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
  #chunk = 0;
  #segments: SegmentReport[] = [];

  constructor(deps: TranscodeDeps, input: EncodeAudioInput, cutter: AudioCutter) {
    this.#deps = deps;
    this.#input = input;
    this.#cutter = cutter;
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
    });
    this.#segments = [];
    this.#chunk++;
  }

  #object(key: string, body: Buffer): Promise<void> {
    return this.#deps.store.put(BUCKETS.encoded, key, body, { contentType: 'audio/mp4', cacheControl: IMMUTABLE });
  }
}
