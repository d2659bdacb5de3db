import { boxesIn, findBox } from './boxes.ts';

/** `avc1.PPCCLL` (RFC 6381) from the avcC box. @throws RangeError when the init segment holds no H.264 track */
export function avcCodecString(init: Buffer): string {
  const at = init.indexOf('avcC', 0, 'latin1');
  if (at < 0 || at + 8 > init.length) throw new RangeError('no avcC in the init segment');
  return `avc1.${init.subarray(at + 5, at + 8).toString('hex')}`;
}

/** `mp4a.40.<object type>` from the AudioSpecificConfig in the esds box. @throws RangeError when there is none */
export function aacCodecString(init: Buffer): string {
  const esds = init.indexOf('esds', 0, 'latin1');
  // DecoderSpecificInfo (tag 5) comes after the DecoderConfigDescriptor's 13 bytes; its length takes 1 to 4 bytes.
  for (let at = esds + 8; esds >= 0 && at < Math.min(init.length - 5, esds + 64); at++) {
    if (init[at] !== 0x05) continue;
    let body = at + 1;
    while ((init[body] ?? 0) & 0x80) body++;
    const length = init[body] ?? 0;
    const first = init[body + 1];
    if (length >= 2 && length <= 64 && first !== undefined) return `mp4a.40.${first >> 3}`;
  }
  throw new RangeError('no AudioSpecificConfig in the init segment');
}

/** The edit list's media time of the first track, in ticks: the reorder delay that players skip. 0 without one. */
export function editMediaTime(init: Buffer): number {
  const elst = findBox(init, 'moov/trak/edts/elst');
  if (!elst) return 0;
  const version = init.readUInt8(elst.body);
  // The last entry is the media; one before it, if any, is an empty edit.
  const count = init.readUInt32BE(elst.body + 4);
  const entry = elst.body + 8 + (count - 1) * (version === 1 ? 20 : 12);
  return version === 1 ? Number(init.readBigInt64BE(entry + 8)) : init.readInt32BE(entry + 4);
}

/** Ticks per second of the first track. @throws RangeError when there is no track */
export function trackTimescale(init: Buffer): number {
  const mdhd = findBox(init, 'moov/trak/mdia/mdhd');
  if (!mdhd) throw new RangeError('no mdhd in the init segment');
  return init.readUInt32BE(mdhd.body + (init.readUInt8(mdhd.body) === 1 ? 20 : 12));
}

/** `ftyp` and `moov` of a buffer that starts with them. */
export function initOf(head: Buffer): Buffer {
  const parts = [...boxesIn(head)].filter((box) => box.type === 'ftyp' || box.type === 'moov');
  return Buffer.concat(parts.map((box) => head.subarray(box.start, box.end)));
}
