import type { VideoCodec } from '../core/index.ts';
import { boxesIn, findBox } from './boxes.ts';

/** `avc1.PPCCLL` (RFC 6381) from the avcC box. @throws RangeError when the init segment holds no H.264 track */
export function avcCodecString(init: Buffer): string {
  const at = init.indexOf('avcC', 0, 'latin1');
  if (at < 0 || at + 8 > init.length) throw new RangeError('no avcC in the init segment');
  return `avc1.${init.subarray(at + 5, at + 8).toString('hex')}`;
}

/** The CODECS value of an init segment's video track, from its bitstream's own parameters. */
export function videoCodecString(init: Buffer, codec: VideoCodec): string {
  return { h264: avcCodecString, hevc: hevcCodecString, av1: av1CodecString }[codec](init);
}

/** `hvc1.P.C.TL.B…` (ISO/IEC 14496-15, annex E) from the hvcC box. @throws RangeError when there is no HEVC track */
export function hevcCodecString(init: Buffer): string {
  const at = init.indexOf('hvcC', 0, 'latin1') + 4;
  if (at < 4 || at + 13 > init.length) throw new RangeError('no hvcC in the init segment');
  const head = init.readUInt8(at + 1);
  const space = ['', 'A', 'B', 'C'][head >> 6] ?? '';
  const tier = head & 0x20 ? 'H' : 'L';
  const constraints = [...init.subarray(at + 6, at + 12)];
  while (constraints.at(-1) === 0) constraints.pop();
  return [
    'hvc1',
    `${space}${head & 0x1f}`,
    reversedBits(init.readUInt32BE(at + 2)).toString(16),
    `${tier}${init.readUInt8(at + 12)}`,
    ...constraints.map((byte) => byte.toString(16)),
  ].join('.');
}

function reversedBits(word: number): number {
  let reversed = 0;
  for (let bit = 0; bit < 32; bit++) reversed = (reversed << 1) | ((word >>> bit) & 1);
  return reversed >>> 0;
}

/**
 * `av01.P.LLT.DD` (AV1 in ISOBMFF, 5) from the av1C box. What is not BT.709 says so with the fields that may be left out
 * otherwise, from the colr box. @throws RangeError when there is no AV1 track
 */
export function av1CodecString(init: Buffer): string {
  const at = init.indexOf('av1C', 0, 'latin1') + 4;
  if (at < 4 || at + 3 > init.length) throw new RangeError('no av1C in the init segment');
  const [levels, flags] = [init.readUInt8(at + 1), init.readUInt8(at + 2)];
  const depth = flags & 0x40 ? (flags & 0x20 ? 12 : 10) : 8;
  const main = `av01.${levels >> 5}.${two(levels & 0x1f)}${flags & 0x80 ? 'H' : 'M'}.${two(depth)}`;
  const colour = codedColour(init);
  if (!colour || (colour.codes.every((code) => code === BT709) && !colour.fullRange)) return main;
  const bit = (mask: number) => (flags & mask ? 1 : 0);
  const chroma = `${bit(0x08)}${bit(0x04)}${flags & 0x03}`;
  return [main, bit(0x10), chroma, ...colour.codes.map(two), colour.fullRange ? 1 : 0].join('.');
}

const two = (n: number) => String(n).padStart(2, '0');

/** Code point of BT.709 as primaries, transfer function and matrix (ISO/IEC 23091-2). */
const BT709 = 1;

/** Primaries, transfer function and matrix by their code points, from the colr box; `null` when there is none. */
function codedColour(init: Buffer): { readonly codes: readonly number[]; readonly fullRange: boolean } | null {
  const at = init.indexOf('colrnclx', 0, 'latin1') + 8;
  if (at < 8 || at + 7 > init.length) return null;
  const codes = [0, 2, 4].map((offset) => init.readUInt16BE(at + offset));
  return { codes, fullRange: (init.readUInt8(at + 6) & 0x80) !== 0 };
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
