import type { Client } from '@temporalio/client';
import type { Principal } from '../control/index.ts';
import { ALL_TENANTS, FanoutError, type VideoId } from '../core/index.ts';
import { jobOverview } from '../temporal/index.ts';

const MOST_KNOWN = 10_000;

/** Whose videos are: those of others are not there, for whoever asks. */
export class VideoOwners {
  readonly #client: () => Promise<Client>;
  /** The tenant of a video never changes. */
  readonly #known = new Map<VideoId, string>();

  constructor(client: () => Promise<Client>) {
    this.#client = client;
  }

  /** @throws FanoutError VIDEO_NOT_FOUND, and no other for a video of another tenant; STACK_UNREACHABLE */
  async require({ tenant }: Principal, id: VideoId): Promise<void> {
    if (tenant === ALL_TENANTS) return;
    if ((await this.#ownerOf(id)) !== tenant) throw new FanoutError('VIDEO_NOT_FOUND', `There is no video "${id}".`);
  }

  async #ownerOf(id: VideoId): Promise<string | null> {
    const known = this.#known.get(id);
    if (known !== undefined) return known;
    const owner = (await jobOverview(await this.#client(), id))?.tenant ?? null;
    if (owner === null) return null;
    const [oldest] = this.#known.keys();
    if (this.#known.size >= MOST_KNOWN && oldest !== undefined) this.#known.delete(oldest);
    this.#known.set(id, owner);
    return owner;
  }
}
