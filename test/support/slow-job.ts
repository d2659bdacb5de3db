import { expect } from 'vitest';
import type { JobStatus } from '../../services/core/index.ts';
import { corpus } from './corpus.ts';
import type { TestStack } from './stack.ts';

/** Somewhere to run jobs, by the command line. */
type Runner = Pick<TestStack, 'fanout'>;

const CLIP = corpus('clips/chthomos_bbb_480p_30s.mp4');
const SLOW = ['--set', 'chunkSegments=1', '--set', 'segmentSeconds=2', '--set', 'encoder.preset=medium', '--json'];

/** Chunks of each job. */
export const SLOW_CHUNKS = 15;

/** Jobs on a stack that take long enough for something to happen to them, by the command line. */
export class SlowJobs {
  readonly #stack: Runner;
  #tenants = 0;

  constructor(stack: Runner) {
    this.#stack = stack;
  }

  /** Each is for a tenant of its own: nothing is there to be reused. @returns its id */
  async submit(): Promise<string> {
    const tenant = `tenant=t${this.#tenants++}`;
    return (await this.#stack.fanout('submit', CLIP, ...SLOW, '--set', tenant)).status().videoId;
  }

  async status(id: string): Promise<JobStatus> {
    return (await this.#stack.fanout('status', id, '--json')).status();
  }

  /** Waits for its end. */
  async ended(id: string): Promise<JobStatus> {
    return (await this.#stack.fanout('watch', id, '--json')).status();
  }

  /** Waits until it is well under way. */
  async someChunksDone(id: string): Promise<void> {
    await expect
      .poll(async () => (await this.status(id)).progress.chunksDone, { timeout: 60_000, interval: 200 })
      .toBeGreaterThan(1);
  }
}
