import { LRUCache } from 'lru-cache';
import type { ByteSource } from './byte-source.ts';

/** Small enough that a jump costs little, a multiple of what object stores like to serve. */
export const BLOCK_BYTES = 128 * 1024;
/** A sequential reader is served ever larger reads, up to this many blocks (4 MiB). */
const MAX_READ_BLOCKS = 32;
const CACHE_BYTES = 96 * 1024 * 1024;
/** Blocks of a source that nobody reads any more are let go after this. */
const IDLE_MS = 60_000;

/**
 * Blocks of sources, shared by all readers of a worker: the index at the head of a file and the seconds around a seam are
 * fetched once for several chunks. Two readers that want the same block at once cause one read.
 */
export class BlockCache {
  readonly #blocks = new LRUCache<string, Promise<Buffer>>({
    maxSize: CACHE_BYTES,
    sizeCalculation: () => BLOCK_BYTES,
    ttl: IDLE_MS,
    ttlAutopurge: true,
    updateAgeOnGet: true,
  });

  /**
   * Bytes from `start` to the end of a block, at least one.
   * @param ahead how many blocks to fetch in one read if they are not there
   * @param onFetch told the bytes that had to be read from the source
   */
  async read(source: ByteSource, start: number, ahead: number, onFetch: (bytes: number) => void): Promise<Buffer> {
    const index = Math.floor(start / BLOCK_BYTES);
    const found = this.#blocks.get(blockKey(source, index));
    const block = await (found ?? this.#fetch(source, index, ahead, onFetch));
    return block.subarray(start - index * BLOCK_BYTES);
  }

  #fetch(source: ByteSource, first: number, ahead: number, onFetch: (bytes: number) => void): Promise<Buffer> {
    const blocks = Math.ceil(source.size / BLOCK_BYTES);
    let last = first + 1;
    while (last < Math.min(blocks, first + ahead) && !this.#blocks.has(blockKey(source, last))) last++;
    const start = first * BLOCK_BYTES;
    const end = Math.min(source.size, last * BLOCK_BYTES);
    const fetched = source.read(start, end).then((bytes) => {
      onFetch(bytes.length);
      return bytes;
    });
    for (let index = last - 1; index >= first; index--) {
      const at = (index - first) * BLOCK_BYTES;
      // A copy, so that one block kept does not keep the whole read.
      const block = fetched.then((bytes) => Buffer.from(bytes.subarray(at, at + BLOCK_BYTES)));
      const key = blockKey(source, index);
      block.catch(() => this.#blocks.delete(key));
      this.#blocks.set(key, block);
      if (index === first) return block;
    }
    throw new RangeError('unreachable: a read has at least one block');
  }
}

/** The number of blocks to read at once after `sequential` blocks were read without a jump. */
export function readAhead(sequential: number): number {
  return Math.min(MAX_READ_BLOCKS, Math.max(1, sequential));
}

function blockKey(source: ByteSource, index: number): string {
  return `${source.identity}#${index}`;
}
