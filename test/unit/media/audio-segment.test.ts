import { describe, expect, it } from 'vitest';
import { audioSegment, cutAudioSegment } from '../../../services/media/audio-segment.ts';
import { boxesIn } from '../../../services/media/boxes.ts';
import { fragmentDuration, readFragment } from '../../../services/media/fragment.ts';

const packets = [10, 20, 30].map((size, i) => Buffer.alloc(size, i + 1));

/** What is in a segment, read from its boxes. */
function read(data: Buffer) {
  const [moof, mdat] = [...boxesIn(data)];
  if (!moof || !mdat) throw new Error('no segment');
  const fragment = readFragment(data, moof);
  return {
    start: fragment.baseTime,
    length: fragmentDuration(fragment),
    sizes: fragment.samples.map(({ size }) => size),
    media: data.subarray(mdat.body, mdat.end),
  };
}

describe('a segment of sound', () => {
  const whole = audioSegment(7, 2 ** 33, packets, 1000);

  it('holds its packets, whose last may be shorter', () => {
    expect(whole).toMatchObject({ number: 7, startTicks: 2 ** 33, endTicks: 2 ** 33 + 2 * 1024 + 1000 });
    expect(whole.bytes).toBe(whole.data.length);
    expect(read(whole.data)).toEqual({
      start: 2 ** 33,
      length: 3048,
      sizes: [10, 20, 30],
      media: Buffer.concat(packets),
    });
  });

  it('is cut to fewer packets, with the same bytes as if it had been written so', () => {
    const cut = cutAudioSegment(whole, whole.data, { packets: 2, lastSamples: 76 });
    expect(cut).toEqual(audioSegment(7, 2 ** 33, packets.slice(0, 2), 76));
    expect(read(cut.data)).toMatchObject({ length: 1100, sizes: [10, 20] });
  });

  it('cannot be made longer', () => {
    expect(() => cutAudioSegment(whole, whole.data, { packets: 4, lastSamples: 1 })).toThrow('has 3 packets, not 4');
  });
});
