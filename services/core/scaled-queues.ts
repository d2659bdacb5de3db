import type { QUEUES } from './names.ts';

/** Of what its tasks are. */
export type QueueType = 'workflow' | 'activity';

/** A queue whose workers can be more or fewer. */
interface ScaledQueue {
  readonly type: QueueType;
  /** Of its workers, where containers run them. */
  readonly service: string;
  /** How many workers, unless the environment says otherwise. */
  readonly min: number;
  readonly max: number;
  /** What a worker does at once, while none is there to say so. */
  readonly slots: number;
}

export type ScaledName = keyof typeof QUEUES;

export const SCALED_QUEUES: Readonly<Record<ScaledName, ScaledQueue>> = {
  workflow: { type: 'workflow', service: 'workflow', min: 1, max: 5, slots: 40 },
  metadata: { type: 'activity', service: 'metadata', min: 1, max: 50, slots: 8 },
  transcode: { type: 'activity', service: 'transcode', min: 1, max: 20, slots: 2 },
  transcodeCpu: { type: 'activity', service: 'transcode-cpu', min: 0, max: 20, slots: 2 },
};

export const SCALED_NAMES = Object.keys(SCALED_QUEUES) as ScaledName[];
