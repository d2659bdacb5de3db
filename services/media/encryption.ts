import { FanoutError } from '../core/index.ts';
import type { ByteSource } from './source/index.ts';

/** Sample entries lie near the start of the index, which is at one of the two ends of a file. */
const END_BYTES = 64 * 1024;
/** ContentEncodings and, inside it, ContentEncryption (RFC 9559, 5.1.4.1.31). */
const ENCODINGS = Buffer.from([0x6d, 0x80]);
const ENCRYPTION = Buffer.from([0x50, 0x35]);
/** The one lies in the other within so many bytes. */
const NEAR = 64;

/**
 * Refuses what is encrypted by name: such a file has headers in order and frames that nobody can decode.
 * @throws FanoutError SOURCE_ENCRYPTED
 */
export async function rejectProtected(source: ByteSource): Promise<void> {
  const head = await source.read(0, Math.min(source.size, END_BYTES));
  const tail = await source.read(Math.max(0, source.size - END_BYTES), source.size);
  const isMatroska = head.length > 4 && head.readUInt32BE(0) === 0x1a45dfa3;
  const found = isMatroska ? hasEncryption(head) : [head, tail].some(hasProtection);
  if (found) throw new FanoutError('SOURCE_ENCRYPTED', 'The tracks of the file are encrypted.');
}

/** A protected sample entry (ISO/IEC 14496-12, 8.12): its four letters and the scheme that protects it. */
function hasProtection(bytes: Buffer): boolean {
  return bytes.includes('sinf', 0, 'latin1') && ['encv', 'enca'].some((type) => bytes.includes(type, 0, 'latin1'));
}

function hasEncryption(bytes: Buffer): boolean {
  for (let at = bytes.indexOf(ENCODINGS); at >= 0; at = bytes.indexOf(ENCODINGS, at + 1)) {
    if (bytes.subarray(at, at + NEAR).includes(ENCRYPTION)) return true;
  }
  return false;
}
