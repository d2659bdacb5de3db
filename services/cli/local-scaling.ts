import { availableParallelism } from 'node:os';
import { FanoutError, type QueueScaling, queueScaling, scaleEverySeconds, wholeNumber } from '../core/index.ts';

/** How many workers of each kind a local stack has. */
export interface LocalScaling {
  readonly everySeconds: number;
  readonly transcode: QueueScaling;
  readonly metadata: QueueScaling;
  /** Activities at once, of each transcode worker. */
  readonly transcodeSlots: number;
}

/** Temporal counts every five seconds. */
const EVERY_SECONDS = 5;
/** A worker is there within two seconds: fewer of them need less care than machines that have to start. */
const COOLDOWN_SECONDS = 60;
/** Smaller than those of a stack of one worker, so that there is something to add. */
const SLOTS = 2;
const MOST_SLOTS = 64;
/** Of metadata workers: they wait for S3 most of the time. */
const MOST_METADATA = 2;

/**
 * One worker of each kind at least; up to a slot for each core to transcode with, and two workers on any machine. The variables of
 * the scaler say otherwise, as far as they are about these queues.
 *
 * @param workers the fewest that transcode
 * @throws FanoutError USAGE for a variable that makes no sense
 */
export function localScaling(env: Readonly<Record<string, string | undefined>>, workers: number | null): LocalScaling {
  const said = workers === null ? {} : { FANOUT_SCALE_TRANSCODE_MIN: String(workers) };
  try {
    const transcodeSlots = wholeNumber(env, 'FANOUT_TRANSCODE_SLOTS', { byDefault: SLOTS, min: 1, max: MOST_SLOTS });
    const max = Math.max(2, Math.floor(availableParallelism() / transcodeSlots));
    return {
      everySeconds: scaleEverySeconds(env, EVERY_SECONDS),
      transcode: queueScaling({ ...env, ...said }, 'transcode', { min: 1, max, cooldownSeconds: COOLDOWN_SECONDS }),
      metadata: queueScaling(env, 'metadata', { min: 1, max: MOST_METADATA, cooldownSeconds: COOLDOWN_SECONDS }),
      transcodeSlots,
    };
  } catch (error) {
    // Here it is the person at the terminal who set it.
    if (error instanceof FanoutError) throw new FanoutError('USAGE', error.message, [], { cause: error });
    throw error;
  }
}
