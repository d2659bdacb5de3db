import { ActivityCancellationType, type ActivityOptions } from '@temporalio/workflow';
import { QUEUES } from '../core/index.ts';

/*
 * Attempts are bounded by number and by time: a worker that drains uses one up as well as a failure does, so there must
 * be more of them than a fleet on Spot capacity loses workers in the life of one chunk.
 */

/** A worker that was killed is noticed after this long without a heartbeat. */
const HEARTBEAT = '10 seconds';

/** For what a video can do without: tried a few times, then left out. */
const FEW_ATTEMPTS = 3;

export const METADATA_OPTIONS: ActivityOptions = {
  taskQueue: QUEUES.metadata,
  // A cancelled job removes its objects next: nothing may still be writing them.
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
  startToCloseTimeout: '10 minutes',
  heartbeatTimeout: HEARTBEAT,
  retry: {
    initialInterval: '500 milliseconds',
    backoffCoefficient: 2,
    maximumInterval: '30 seconds',
    maximumAttempts: 10,
  },
};

/** For small things of this queue that a video can do without. */
export const EXTRA_OPTIONS: ActivityOptions = {
  ...METADATA_OPTIONS,
  retry: { ...METADATA_OPTIONS.retry, maximumAttempts: FEW_ATTEMPTS },
};

/** For the text tracks of a source, which take a pass through all of it: nobody waits for them for much longer. */
export const CAPTIONS_OPTIONS: ActivityOptions = {
  ...EXTRA_OPTIONS,
  startToCloseTimeout: '65 minutes',
  scheduleToCloseTimeout: '2 hours',
};

/** For what reads the whole of a source, from a server that may be slow. */
export const COPY_OPTIONS: ActivityOptions = { ...METADATA_OPTIONS, startToCloseTimeout: '25 hours' };

export const TRANSCODE_OPTIONS: ActivityOptions = {
  taskQueue: QUEUES.transcode,
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
  // A worker that is gone, and an ffmpeg that is stuck, are noticed long before: by heartbeat, and by the worker.
  startToCloseTimeout: '3 days',
  heartbeatTimeout: HEARTBEAT,
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '1 minute', maximumAttempts: 10 },
};

export const ENHANCE_OPTIONS: ActivityOptions = {
  ...TRANSCODE_OPTIONS,
  startToCloseTimeout: '30 minutes',
  retry: { ...TRANSCODE_OPTIONS.retry, maximumAttempts: FEW_ATTEMPTS },
};
