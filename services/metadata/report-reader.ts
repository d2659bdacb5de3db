import { LRUCache } from 'lru-cache';
import pLimit from 'p-limit';
import { BUCKETS, type ChunkReport, chunkReportKey, type RenditionHash, type VideoId } from '../core/index.ts';
import type { Store } from '../store/index.ts';

const CONCURRENT_GETS = 16;
/** Four 8-rung jobs of 600 chunks, about a kilobyte each. */
const CACHED_REPORTS = 20_000;

/** Reads chunk reports, each once: a report never changes, and a growing playlist asks for the same ones again and again. */
export class ReportReader {
  readonly #store: Store;
  readonly #limit = pLimit(CONCURRENT_GETS);
  readonly #cache = new LRUCache<string, ChunkReport>({ max: CACHED_REPORTS });

  constructor(store: Store) {
    this.#store = store;
  }

  /** The reports of chunks 0 to `count - 1` of a rendition; `null` for those that are not complete. */
  read(videoId: VideoId, hash: RenditionHash, count: number): Promise<(ChunkReport | null)[]> {
    const keys = Array.from({ length: count }, (_, chunk) => chunkReportKey(videoId, hash, chunk));
    return Promise.all(keys.map((key) => this.#limit(() => this.#one(key))));
  }

  async #one(key: string): Promise<ChunkReport | null> {
    const known = this.#cache.get(key);
    if (known) return known;
    const bytes = await this.#store.get(BUCKETS.encoded, key);
    if (!bytes) return null;
    const report = JSON.parse(bytes.toString('utf8')) as ChunkReport;
    this.#cache.set(key, report);
    return report;
  }
}
