import { AAC_PACKET_SAMPLES, FanoutError, type SegmentReport, type SoundEnd } from '../core/index.ts';
import { boxesIn, makeBox, words } from './boxes.ts';
import { readFragment } from './fragment.ts';

/** A finished segment of sound: its own `moof` and `mdat`. */
export interface AudioSegment extends SegmentReport {
  readonly data: Buffer;
}

/** Flags after ISO/IEC 14496-12, 8.8.7 and 8.8.8. */
const DEFAULT_BASE_IS_MOOF = 0x020000;
const DEFAULT_FLAGS_PRESENT = 0x20;
/** Depends on no other sample: every AAC packet is a sync sample. */
const SYNC_SAMPLE = 0x02000000;
const TRUN_FLAGS = 0x1 | 0x100 | 0x200;
const MDAT_HEADER_BYTES = 8;

/**
 * Writes packets as a segment.
 * @param startTicks of the first sample
 * @param lastSamples that the last packet lasts; all others last 1024
 */
export function audioSegment(
  number: number,
  startTicks: number,
  packets: readonly Buffer[],
  lastSamples: number,
): AudioSegment {
  const durations = packets.map((_, i) => (i === packets.length - 1 ? lastSamples : AAC_PACKET_SAMPLES));
  const moof = (dataOffset: number) =>
    makeBox('moof', makeBox('mfhd', words(0, number + 1)), traf(startTicks, packets, durations, dataOffset));
  const head = moof(moof(0).length + MDAT_HEADER_BYTES);
  const data = Buffer.concat([head, makeBox('mdat', Buffer.concat([...packets]))]);
  const endTicks = startTicks + durations.reduce((sum, duration) => sum + duration, 0);
  return { number, startTicks, endTicks, bytes: data.length, data };
}

/**
 * Cuts a segment that {@link audioSegment} wrote.
 * @throws FanoutError CHUNK_OFF_PLAN when it holds fewer packets than should stay
 */
export function cutAudioSegment({ number, startTicks }: SegmentReport, bytes: Buffer, end: SoundEnd): AudioSegment {
  const [moof, mdat] = [...boxesIn(bytes)];
  const sizes = moof ? readFragment(bytes, moof).samples.map(({ size }) => size) : [];
  if (!mdat || sizes.length < end.packets) {
    throw new FanoutError(
      'CHUNK_OFF_PLAN',
      `Segment ${number} of the sound has ${sizes.length} packets, not ${end.packets}.`,
    );
  }
  let at = mdat.body;
  const packets = sizes.slice(0, end.packets).map((size) => {
    at += size;
    return bytes.subarray(at - size, at);
  });
  return audioSegment(number, startTicks, packets, end.lastSamples);
}

function traf(
  startTicks: number,
  packets: readonly Buffer[],
  durations: readonly number[],
  dataOffset: number,
): Buffer {
  const entries = packets.flatMap((packet, i) => [durations[i] ?? AAC_PACKET_SAMPLES, packet.length]);
  return makeBox(
    'traf',
    makeBox('tfhd', words(DEFAULT_BASE_IS_MOOF | DEFAULT_FLAGS_PRESENT, 1, SYNC_SAMPLE)),
    makeBox('tfdt', words(0x01000000, Math.floor(startTicks / 2 ** 32), startTicks % 2 ** 32)),
    makeBox('trun', words(TRUN_FLAGS, packets.length, dataOffset, ...entries)),
  );
}
