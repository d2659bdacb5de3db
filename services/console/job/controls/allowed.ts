import type { ShownJob } from '../../../api/index.ts';
import { isOver, type Scope, scopeAllows } from '../../../core/index.ts';

/** In the order in which they are shown. */
export const CONTROLS = ['pause', 'resume', 'retry', 'priority', 'revise', 'cancel', 'delete'] as const;
export type Control = (typeof CONTROLS)[number];

/** What a job's state gives room for; whether it succeeds, the API tells. */
type Steerable = Pick<ShownJob, 'state' | 'revision'>;

const FITS: Readonly<Record<Control, (job: Steerable) => boolean>> = {
  pause: ({ state }) => state === 'queued' || state === 'running',
  resume: ({ state }) => state === 'paused',
  // A change that failed leaves the video complete.
  retry: ({ state, revision }) =>
    state === 'failed' || (state === 'completed' && revision !== undefined && revision.state !== 'completed'),
  priority: ({ state }) => !isOver(state),
  revise: ({ state }) => state === 'completed',
  cancel: ({ state }) => !isOver(state),
  delete: ({ state }) => isOver(state),
};

const NEEDS: Readonly<Record<Control, Scope>> = {
  pause: 'submit',
  resume: 'submit',
  retry: 'submit',
  priority: 'submit',
  revise: 'submit',
  cancel: 'submit',
  delete: 'admin',
};

/** The controls that a job's state and the key's scope allow. */
export function allowedControls(job: Steerable, scope: Scope): readonly Control[] {
  return CONTROLS.filter((control) => scopeAllows(scope, NEEDS[control]) && FITS[control](job));
}
