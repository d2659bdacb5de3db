import { AAC_PACKET_SAMPLES, AUDIO_RATE, FanoutError, type PacketRange } from '../core/index.ts';
import { type AudioSegment, audioSegment } from './audio-segment.ts';
import { type Box, readBoxHeader } from './boxes.ts';
import { type Fragment, readFragment } from './fragment.ts';
import { trackTimescale } from './init-segment.ts';

/** AAC-LC in ffmpeg starts with one packet of encoder delay; without it packet k starts at sample 1024·k. */
const PRIMING_PACKETS = 1;

/**
 * Cuts an encoder's stream of fragmented MP4 into segments at given packets, while it is written. Feed it the bytes as
 * they come; it never holds more than the segment that is being filled.
 */
export class AudioCutter {
  #pending: Buffer = Buffer.alloc(0);
  readonly #initParts: Buffer[] = [];
  #sizes: number[] = [];
  #toDrop = PRIMING_PACKETS;
  /** Where the next fragment has to start. */
  #clock: number | null = null;
  #packets: Buffer[] = [];
  #next = 0;
  readonly #plan: readonly PacketRange[];

  /** @param plan the packets of each segment, in order, without gaps */
  constructor(plan: readonly PacketRange[]) {
    this.#plan = plan;
  }

  /** `ftyp` and `moov`; empty until both have been fed. */
  get init(): Buffer {
    return Buffer.concat(this.#initParts);
  }

  /**
   * Takes more of the stream.
   * @returns the segments that it completed
   * @throws FanoutError CHUNK_OFF_PLAN when packets do not follow each other without a gap
   */
  feed(bytes: Buffer): AudioSegment[] {
    this.#pending = this.#pending.length === 0 ? bytes : Buffer.concat([this.#pending, bytes]);
    let at = 0;
    for (;;) {
      const header = readBoxHeader(this.#pending, at);
      if (!header || header.size === 0 || at + header.size > this.#pending.length) break;
      const box = { type: header.type, start: at, body: at + header.header, end: at + header.size };
      this.#take(box);
      at = box.end;
    }
    this.#pending = this.#pending.subarray(at);
    return [...this.#completed()];
  }

  /** @throws FanoutError CHUNK_OFF_PLAN when the stream ended before the plan did */
  finish(): void {
    const segment = this.#plan[this.#next];
    if (!segment) return;
    throw new FanoutError(
      'CHUNK_OFF_PLAN',
      `The sound ended in segment ${this.#next}: ${this.#packets.length} of its ${segment.end - segment.start} packets came.`,
    );
  }

  #take(box: Box): void {
    const bytes = this.#pending;
    if (box.type === 'ftyp' || box.type === 'moov') {
      this.#initParts.push(Buffer.from(bytes.subarray(box.start, box.end)));
      if (box.type === 'moov') this.#checkTimescale();
    } else if (box.type === 'moof') {
      const fragment = readFragment(bytes, box);
      this.#checkClock(fragment);
      this.#sizes.push(...fragment.samples.map((sample) => sample.size));
    } else if (box.type === 'mdat') {
      let at = box.body;
      for (const size of this.#sizes) {
        if (this.#toDrop > 0) this.#toDrop--;
        else this.#packets.push(Buffer.from(bytes.subarray(at, at + size)));
        at += size;
      }
      this.#sizes = [];
    }
  }

  /** Packets follow each other by what they last, or sound is missing or there twice. */
  #checkClock({ baseTime, samples }: Fragment): void {
    this.#clock ??= baseTime;
    const isEven = samples.slice(0, -1).every(({ duration }) => duration === AAC_PACKET_SAMPLES);
    if (baseTime !== this.#clock || !isEven) {
      throw new FanoutError(
        'CHUNK_OFF_PLAN',
        `The sound is not continuous near ${(baseTime / AUDIO_RATE).toFixed(1)} s.`,
      );
    }
    this.#clock += samples.length * AAC_PACKET_SAMPLES;
  }

  #checkTimescale(): void {
    const timescale = trackTimescale(this.init);
    if (timescale !== AUDIO_RATE) throw new FanoutError('CHUNK_OFF_PLAN', `The sound has a timescale of ${timescale}.`);
  }

  *#completed(): Generator<AudioSegment> {
    for (;;) {
      const segment = this.#plan[this.#next];
      if (!segment || this.#packets.length < segment.end - segment.start) return;
      const packets = this.#packets.splice(0, segment.end - segment.start);
      yield audioSegment(this.#next, segment.start * AAC_PACKET_SAMPLES, packets, segment.lastSamples);
      this.#next++;
    }
  }
}
