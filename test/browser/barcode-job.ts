import { BUCKETS, type JobStatus, videoPrefix } from '../../services/core/index.ts';
import { TestStack } from '../support/stack.ts';
import { CLIP, makeBarcodeClip } from './barcode-clip.ts';

/** What a job with every output at once is asked for: six chunks of four seconds. */
const EVERYTHING = [
  ...['codecs=h264,hevc,av1', 'outputs=hls,dash,mp4,audio', 'segmentSeconds=2', 'chunkSegments=2'],
  ...['poster=true', 'storyboard=true', 'captions=true', 'encoder.preset=superfast'],
].flatMap((pair) => ['--set', pair]);
const CHUNK_SECONDS = 4;

/** First frames of all chunks but the first. */
export const SEAMS: readonly number[] = Array.from(
  { length: CLIP.seconds / CHUNK_SECONDS - 1 },
  (_, i) => (i + 1) * CHUNK_SECONDS * CLIP.rate,
);

/** A job with every output on a stack of its own, read through the gateway. */
export class BarcodeJob {
  readonly #gateway: string;
  readonly #stack: TestStack;
  readonly #id: JobStatus['videoId'];

  private constructor(stack: TestStack, gateway: string, id: JobStatus['videoId']) {
    this.#stack = stack;
    this.#gateway = gateway;
    this.#id = id;
  }

  /** Starts the job and does not wait for it. */
  static async start(): Promise<BarcodeJob> {
    const stack = await TestStack.start();
    try {
      const clip = await makeBarcodeClip(stack.home.dir);
      const workers = (['workflow', 'metadata', 'transcode'] as const).map((kind) => stack.worker(kind));
      const [gateway] = await Promise.all([stack.gateway(), ...workers]);
      const submitted = await stack.fanout('submit', clip, '--json', ...EVERYTHING);
      if (submitted.exitCode !== 0) throw new Error(submitted.stderr);
      return new BarcodeJob(stack, gateway, submitted.status().videoId);
    } catch (error) {
      await stack.stop();
      throw error;
    }
  }

  get watchPage(): string {
    return `${this.#gateway}/watch/${this.#id}`;
  }

  /** Where the gateway serves an output. */
  url(path = ''): string {
    return `${this.#gateway}/media/${this.#id}/${path}`;
  }

  /** Waits until it has ended. */
  async end(): Promise<JobStatus> {
    return (await this.#stack.fanout('watch', this.#id, '--json')).status();
  }

  /** Everything in the bucket that a viewer may get, as paths below the video. */
  async paths(): Promise<string[]> {
    const paths: string[] = [];
    for await (const { key } of this.#stack.store.list(BUCKETS.encoded, videoPrefix(this.#id))) {
      const path = key.slice(videoPrefix(this.#id).length);
      // A chunk's report is the pipeline's own.
      if (!path.includes('/chunks/')) paths.push(path);
    }
    return paths;
  }

  stop(): Promise<void> {
    return this.#stack.stop();
  }
}
