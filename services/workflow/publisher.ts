import { condition, sleep } from '@temporalio/workflow';
import type { PublishInput, PublishResult, TextTrack, VideoPlan } from '../core/index.ts';
import { videoRenditions } from '../core/index.ts';

/** Playlists are rewritten when another such part of the chunks is finished: often enough to watch, cheap for long videos. */
const PARTS = 12;
/** The sound of a chunk may come after its picture: look again after this. */
const LOOK_AGAIN_MS = 700;

/** Publishes the finished prefix of a video as it grows, one publication at a time. */
export class Publisher {
  readonly #plan: VideoPlan;
  readonly #outputs: PublishInput['outputs'];
  readonly #publish: (input: PublishInput) => Promise<PublishResult>;
  readonly #readyChunks: () => number;
  readonly #onPublished: (result: PublishResult) => void;
  /** Caption tracks, once they are there. */
  text: readonly TextTrack[] = [];
  #published = 0;

  /**
   * @param readyChunks how many chunks from the first are finished in every lane
   * @param onPublished told of every publication that named a chunk
   */
  constructor(
    plan: VideoPlan,
    outputs: PublishInput['outputs'],
    publish: (input: PublishInput) => Promise<PublishResult>,
    readyChunks: () => number,
    onPublished: (result: PublishResult) => void,
  ) {
    this.#plan = plan;
    this.#outputs = outputs;
    this.#publish = publish;
    this.#readyChunks = readyChunks;
    this.#onPublished = onPublished;
  }

  /** Follows the encoding until all chunks are ready, or no more will come, with EVENT playlists. */
  async follow(stopped: () => boolean): Promise<void> {
    const total = this.#plan.chunks.length;
    const step = Math.max(1, Math.floor(total / PARTS));
    for (;;) {
      const enough = this.#published === 0 ? 1 : this.#published + step;
      await condition(() => stopped() || this.#readyChunks() >= Math.min(enough, total));
      if (stopped() || this.#readyChunks() >= total) return;
      const before = this.#published;
      await this.#run(false);
      if (this.#published === before) await sleep(LOOK_AGAIN_MS);
    }
  }

  /** Publishes everything as VOD. */
  finish(): Promise<PublishResult> {
    return this.#run(true);
  }

  async #run(final: boolean): Promise<PublishResult> {
    const { videoId, grid, audio } = this.#plan;
    const result = await this.#publish({
      videoId,
      grid,
      video: videoRenditions(this.#plan),
      audio,
      readyChunks: this.#readyChunks(),
      final,
      outputs: this.#outputs,
      text: this.text,
    });
    this.#published = result.publishedChunks;
    if (result.publishedChunks > 0) this.#onPublished(result);
    return result;
  }
}
