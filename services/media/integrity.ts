import { FanoutError } from '../core/index.ts';
import { BOX_HEADER_BYTES, readBoxHeader } from './boxes.ts';
import type { ByteSource } from './source/index.ts';

/** A fragmented file has a box per fragment; the first few tell enough. */
const MAX_BOXES = 64;
/** Boxes that an ISO base media file may start with. */
const FIRST_BOXES = new Set([
  'ftyp',
  'moov',
  'mdat',
  'free',
  'skip',
  'wide',
  'pnot',
  'styp',
  'moof',
  'sidx',
  'uuid',
  'pdin',
]);
const MATROSKA_SEGMENT = 0x18538067;

/**
 * Finds out from a few headers whether the file is as long as it says: an upload that broke off must be refused before a
 * worker encodes what there is of it. Reads at most a few kilobytes, wherever the index lies.
 *
 * @throws FanoutError SOURCE_TRUNCATED
 */
export async function rejectTruncated(source: ByteSource): Promise<void> {
  const head = await source.read(0, Math.min(source.size, 64));
  const first = readBoxHeader(head, 0);
  if (first && FIRST_BOXES.has(first.type)) await walkBoxes(source);
  else if (head.length > 8 && head.readUInt32BE(0) === 0x1a45dfa3) checkMatroska(head, source.size);
}

async function walkBoxes(source: ByteSource): Promise<void> {
  let at = 0;
  for (let n = 0; n < MAX_BOXES && at < source.size; n++) {
    const header = readBoxHeader(await source.read(at, Math.min(source.size, at + BOX_HEADER_BYTES)), 0);
    // Size 0 reaches to the end; what is no box is trailing garbage, which players ignore as well.
    if (!header || header.size === 0 || !/^[\x20-\x7e\xa9]{4}$/.test(header.type)) return;
    const end = at + header.size;
    if (end > source.size && ['mdat', 'moov', 'moof'].includes(header.type)) {
      truncated(source.size, end);
    }
    at = end;
  }
}

/** EBML: an id, then a length whose leading zero bits tell how many bytes it takes (RFC 8794). */
function checkMatroska(head: Buffer, size: number): void {
  const ebml = readLength(head, 4);
  if (!ebml) return;
  const segment = 4 + ebml.bytes + ebml.value;
  if (segment + 12 > head.length || head.readUInt32BE(segment) !== MATROSKA_SEGMENT) return;
  const length = readLength(head, segment + 4);
  if (!length || length.unknown) return;
  const end = segment + 4 + length.bytes + length.value;
  if (end > size) truncated(size, end);
}

function readLength(buffer: Buffer, at: number): { value: number; bytes: number; unknown: boolean } | null {
  const first = buffer[at];
  if (first === undefined || first === 0) return null;
  const bytes = Math.clz32(first) - 23;
  if (at + bytes > buffer.length) return null;
  let value = BigInt(first & (0xff >> bytes));
  for (let i = 1; i < bytes; i++) value = (value << 8n) | BigInt(buffer[at + i] ?? 0);
  return { value: Number(value), bytes, unknown: value === (1n << BigInt(7 * bytes)) - 1n };
}

function truncated(size: number, declared: number): never {
  throw new FanoutError(
    'SOURCE_TRUNCATED',
    `The file has ${size} bytes of the ${declared} that its headers speak of: it was cut off.`,
  );
}
