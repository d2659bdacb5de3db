import { ActivityCancellationType, type ActivityOptions } from '@temporalio/workflow';
import { QUEUES } from '../core/index.ts';

/*
 * Temporal tries again for as long as the time allows, which counts from when the work was first asked for: waiting for
 * a worker is in it. How often work may fail for its own reasons, and how long to wait then, is decided on the worker's
 * side (core/attempts.ts). So this policy's pauses are only for workers that died: short, for their time has been lost.
 */

/** A worker that was killed is noticed after this long without a heartbeat. */
const HEARTBEAT = '10 seconds';

/** An outage may last for a weekend, and so may the queue before work of low priority. */
const WITHIN = '3 days';

const RETRY: ActivityOptions['retry'] = {
  initialInterval: '500 milliseconds',
  backoffCoefficient: 2,
  maximumInterval: '5 seconds',
};

export const METADATA_OPTIONS: ActivityOptions = {
  taskQueue: QUEUES.metadata,
  // A cancelled job removes its objects next: nothing may still be writing them.
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
  startToCloseTimeout: '10 minutes',
  scheduleToCloseTimeout: WITHIN,
  heartbeatTimeout: HEARTBEAT,
  retry: RETRY,
};

/** For somebody who waits, half a minute at most: the workflow has 30 s. */
export const INSPECT_OPTIONS: ActivityOptions = {
  ...METADATA_OPTIONS,
  startToCloseTimeout: '20 seconds',
  scheduleToCloseTimeout: '25 seconds',
};

/** For small things of this queue that a video can do without. */
export const EXTRA_OPTIONS: ActivityOptions = { ...METADATA_OPTIONS, scheduleToCloseTimeout: '2 hours' };

/** For the text tracks of a source, which take a pass through all of it: nobody waits for them for much longer. */
export const CAPTIONS_OPTIONS: ActivityOptions = { ...EXTRA_OPTIONS, startToCloseTimeout: '65 minutes' };

/** For what reads the whole of a source, from a server that may be slow. */
export const COPY_OPTIONS: ActivityOptions = { ...METADATA_OPTIONS, startToCloseTimeout: '25 hours' };

export const TRANSCODE_OPTIONS: ActivityOptions = {
  taskQueue: QUEUES.transcode,
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
  // A worker that is gone, and an ffmpeg that is stuck, are noticed long before: by heartbeat, and by the worker.
  startToCloseTimeout: WITHIN,
  scheduleToCloseTimeout: WITHIN,
  heartbeatTimeout: HEARTBEAT,
  retry: RETRY,
};

/** For what a video can do without. Its turn in the queue comes when the machines are free. */
export const ENHANCE_OPTIONS: ActivityOptions = {
  ...TRANSCODE_OPTIONS,
  startToCloseTimeout: '30 minutes',
  scheduleToCloseTimeout: '1 day',
};
