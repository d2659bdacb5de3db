import { type Box, boxesIn } from './boxes.ts';

/** What a `moof` says of its samples. Times are in ticks of the track's timescale. */
export interface Fragment {
  /** Decode time of the first sample (`tfdt`). */
  readonly baseTime: number;
  readonly samples: readonly Sample[];
}

export interface Sample {
  readonly duration: number;
  /** Bytes. */
  readonly size: number;
  /** Composition offset. */
  readonly offset: number;
}

/** Reads a `moof` with one track, as ffmpeg writes it. @throws RangeError when it is not one */
export function readFragment(buffer: Buffer, moof: Box): Fragment {
  const traf = only(buffer, moof, 'traf');
  const defaults = readTfhd(buffer, only(buffer, traf, 'tfhd'));
  const samples: Sample[] = [];
  for (const box of boxesIn(buffer, traf.body, traf.end)) {
    if (box.type === 'trun') samples.push(...readTrun(buffer, box, defaults));
  }
  return { baseTime: readTfdt(buffer, only(buffer, traf, 'tfdt')), samples };
}

export function fragmentDuration(fragment: Fragment): number {
  return fragment.samples.reduce((sum, sample) => sum + sample.duration, 0);
}

function only(buffer: Buffer, parent: Box, type: string): Box {
  const found = [...boxesIn(buffer, parent.body, parent.end)].filter((box) => box.type === type);
  const [box] = found;
  if (found.length !== 1 || !box) throw new RangeError(`expected one ${type} in ${parent.type}, found ${found.length}`);
  return box;
}

function readTfdt(buffer: Buffer, box: Box): number {
  const version = buffer.readUInt8(box.body);
  return version === 1 ? Number(buffer.readBigUInt64BE(box.body + 4)) : buffer.readUInt32BE(box.body + 4);
}

interface Defaults {
  readonly duration: number;
  readonly size: number;
}

/** Optional fields are there by flag, in this order (14496-12, 8.8.7). */
function readTfhd(buffer: Buffer, box: Box): Defaults {
  const flags = buffer.readUIntBE(box.body + 1, 3);
  let at = box.body + 8;
  const take = (flag: number, bytes: number) => {
    if (!(flags & flag)) return 0;
    at += bytes;
    return bytes === 4 ? buffer.readUInt32BE(at - 4) : 0;
  };
  take(0x1, 8);
  take(0x2, 4);
  const duration = take(0x8, 4);
  return { duration, size: take(0x10, 4) };
}

function readTrun(buffer: Buffer, box: Box, defaults: Defaults): Sample[] {
  const flags = buffer.readUIntBE(box.body + 1, 3);
  const count = buffer.readUInt32BE(box.body + 4);
  let at = box.body + 8 + (flags & 0x1 ? 4 : 0) + (flags & 0x4 ? 4 : 0);
  const take = (flag: number): number | null => {
    if (!(flags & flag)) return null;
    at += 4;
    return at - 4;
  };
  return Array.from({ length: count }, () => {
    const duration = take(0x100);
    const size = take(0x200);
    take(0x400);
    const offset = take(0x800);
    return {
      duration: duration === null ? defaults.duration : buffer.readUInt32BE(duration),
      size: size === null ? defaults.size : buffer.readUInt32BE(size),
      // Signed in version 1; ffmpeg's version 0 offsets are small enough to read the same.
      offset: offset === null ? 0 : buffer.readInt32BE(offset),
    };
  });
}
