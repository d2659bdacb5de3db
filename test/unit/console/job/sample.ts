import { jobSchema, type ShownCell, type ShownJob } from '../../../../services/api/index.ts';
import type { GridAxes } from '../../../../services/console/job/state/view.ts';
import { bareStatus, videoId } from '../../../../services/core/index.ts';

/** Two lanes with three renditions; a short chunk first, as jobs have it. */
export const AXES: GridAxes = {
  lanes: [
    { name: 'h264-0', codec: 'h264', renditions: ['1080p', '720p'] },
    { name: 'av1-0', codec: 'av1', renditions: ['1080p-av1'] },
  ],
  chunks: [
    { index: 0, startSeconds: 0, seconds: 2, frames: 48 },
    { index: 1, startSeconds: 2, seconds: 4, frames: 96 },
    { index: 2, startSeconds: 6, seconds: 4, frames: 96 },
  ],
};

export function cell(lane: string, chunk: number, more: Partial<ShownCell> = {}): ShownCell {
  return {
    ...{ lane, chunk, state: 'done', attempt: 1, speed: null },
    ...{ framesDone: 0, seconds: null, worker: null, trouble: null },
    ...more,
  };
}

export function job(more: Partial<ShownJob> = {}): ShownJob {
  return jobSchema.parse({ ...bareStatus(videoId('sample'), 'running'), ...more });
}
