import {
  AUDIO_RATE,
  BUCKETS,
  type Chunk,
  type EncodeAudioInput,
  initKey,
  type LoudnessResult,
  type SegmentReport,
  segmentKey,
} from '../core/index.ts';
import { type AudioCutter, type AudioSegment, aacCodecString } from '../media/index.ts';
import { IMMUTABLE } from '../store/index.ts';
import type { TranscodeDeps } from './deps.ts';
import { findReport, putReport, sha256 } from './reports.ts';

const SOUND = { contentType: 'audio/mp4', cacheControl: IMMUTABLE };

/**
 * Puts segments, and a chunk's report once its last segment is there.
 *
 * A chunk that is complete, from an earlier attempt or from the pass that found that the track has to be levelled, is left as
 * it is: somebody may be playing it. What follows it was then encoded on another run, of the same sound; where the two meet,
 * halves of two encodes overlap for a packet (21 ms), and both say the same but for rounding. Only when the change itself lies
 * in that packet may it be heard in it.
 */
export class AudioWriter {
  readonly #deps: TranscodeDeps;
  readonly #input: EncodeAudioInput;
  readonly #cutter: AudioCutter;
  readonly #loudness: LoudnessResult | null;
  #chunk = 0;
  #segments: SegmentReport[] = [];
  #complete: boolean | null = null;

  constructor(deps: TranscodeDeps, input: EncodeAudioInput, cutter: AudioCutter, loudness: LoudnessResult | null) {
    this.#deps = deps;
    this.#input = input;
    this.#cutter = cutter;
    this.#loudness = loudness;
  }

  async put(segments: readonly AudioSegment[]): Promise<void> {
    for (const segment of segments) await this.#segment(segment);
  }

  async #segment({ data, ...segment }: AudioSegment): Promise<void> {
    const { videoId, rendition, chunks } = this.#input;
    const chunk = chunks[this.#chunk];
    if (!chunk) return;
    this.#complete ??= (await findReport(this.#deps.store, videoId, rendition.hash, chunk.index)) !== null;
    this.#segments.push(segment);
    if (!this.#complete) {
      const { store } = this.#deps;
      const { init } = this.#cutter;
      if (segment.number === 0) await store.put(BUCKETS.encoded, initKey(videoId, rendition.hash), init, SOUND);
      await this.#segmentObject(chunk, segment.number, data);
    }
    if (segment.number < chunk.firstSegment + chunk.segments - 1) return;
    if (!this.#complete) await this.#report(chunk);
    this.#segments = [];
    this.#complete = null;
    this.#chunk++;
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
  }

  /**
   * What an attempt left that did not complete the chunk is replaced, where it is not the same. A worker that was faster may
   * have completed it meanwhile, and its sound may have been cut to the picture since: that stays.
   */
  async #segmentObject(chunk: Chunk, number: number, body: Buffer): Promise<void> {
    const { videoId, rendition } = this.#input;
    const { store } = this.#deps;
    const key = segmentKey(videoId, rendition.hash, number);
    if (await store.putNew(BUCKETS.encoded, key, body, SOUND)) return;
    if ((await store.get(BUCKETS.encoded, key))?.equals(body)) return;
    if (await findReport(store, videoId, rendition.hash, chunk.index)) return;
    await store.put(BUCKETS.encoded, key, body, SOUND);
  }
}
