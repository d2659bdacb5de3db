/** A box of an ISO base media file (ISO/IEC 14496-12), by byte offsets into the buffer it was found in. */
export interface Box {
  readonly type: string;
  readonly start: number;
  /** Where its content starts, after the header. */
  readonly body: number;
  readonly end: number;
}

/** Bytes of the longest box header: 32-bit size, type, 64-bit size. */
export const BOX_HEADER_BYTES = 16;

/** Reads a header at `at`; `null` when fewer bytes are there than the header takes or the size is impossible. */
export function readBoxHeader(buffer: Buffer, at: number): { type: string; header: number; size: number } | null {
  if (at + 8 > buffer.length) return null;
  const short = buffer.readUInt32BE(at);
  const type = buffer.toString('latin1', at + 4, at + 8);
  if (short !== 1) return short === 0 || short >= 8 ? { type, header: 8, size: short } : null;
  if (at + 16 > buffer.length) return null;
  const size = Number(buffer.readBigUInt64BE(at + 8));
  return size >= 16 ? { type, header: 16, size } : null;
}

/** The boxes that lie side by side in `[start, end)`; stops at the first that does not fit. */
export function* boxesIn(buffer: Buffer, start = 0, end = buffer.length): Generator<Box> {
  for (let at = start; at < end; ) {
    const header = readBoxHeader(buffer, at);
    if (!header) return;
    const size = header.size === 0 ? end - at : header.size;
    if (at + size > end) return;
    yield { type: header.type, start: at, body: at + header.header, end: at + size };
    at += size;
  }
}

/** The first box on a path of types, e.g. `moov/trak/mdia`. `null` when there is none. */
export function findBox(buffer: Buffer, path: string): Box | null {
  let within: Box = { type: '', start: 0, body: 0, end: buffer.length };
  for (const type of path.split('/')) {
    let found: Box | null = null;
    for (const box of boxesIn(buffer, within.body, within.end)) {
      if (box.type === type) {
        found = box;
        break;
      }
    }
    if (!found) return null;
    within = found;
  }
  return within;
}

/** A box from its type and the parts of its content. */
export function makeBox(type: string, ...parts: readonly Buffer[]): Buffer {
  const header = Buffer.alloc(8);
  header.writeUInt32BE(8 + parts.reduce((sum, part) => sum + part.length, 0), 0);
  header.write(type, 4, 'latin1');
  return Buffer.concat([header, ...parts]);
}

/** Big-endian 32-bit words. */
export function words(...values: readonly number[]): Buffer {
  const buffer = Buffer.alloc(values.length * 4);
  values.forEach((value, i) => {
    buffer.writeUInt32BE(value >>> 0, i * 4);
  });
  return buffer;
}
