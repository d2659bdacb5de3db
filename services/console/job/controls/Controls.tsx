import { useSignal } from '@preact/signals';
import type { ShownJob } from '../../../api/index.ts';
import { ApiError } from '../../../client/index.ts';
import { PRIORITIES } from '../../../core/index.ts';
import { JobTrouble } from '../facts/JobTrouble.tsx';
import type { Account, PageState } from '../page-state.ts';
import { allowedControls, type Control } from './allowed.ts';
import { Confirmation } from './Confirmation.tsx';
import { ReviseDialog } from './ReviseDialog.tsx';

interface ControlsProps {
  readonly page: PageState;
  readonly job: ShownJob;
  readonly account: Account;
  /** The video is no more. */
  readonly onDeleted: () => void;
}

const LABELS = {
  pause: 'Pause',
  resume: 'Resume',
  retry: 'Retry',
  revise: 'Change renditions…',
  cancel: 'Cancel…',
  delete: 'Delete…',
} as const;
type Button = keyof typeof LABELS;
const PRIORITY_NAMES = ['1, first', '2', '3, normal', '4', '5, last'];

/** What can be done to a job. */
export function Controls({ page, job, account, onDeleted }: ControlsProps) {
  const asking = useSignal<Control | null>(null);
  const isBusy = useSignal(false);
  const refusal = useSignal<ApiError | null>(null);
  const { client, followed } = page;
  const params = { id: page.id };
  const name = job.source?.name ?? page.id;

  const steer = async (work: () => Promise<ShownJob | null>) => {
    isBusy.value = true;
    refusal.value = null;
    try {
      const after = await work();
      if (after) followed.take(after);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      refusal.value = error;
    } finally {
      isBusy.value = false;
    }
  };
  const close = () => {
    asking.value = null;
  };
  const press = (control: Button) => {
    if (control === 'pause') void steer(() => client.call('pauseJob', { params }));
    else if (control === 'resume') void steer(() => client.call('resumeJob', { params }));
    else if (control === 'retry') void steer(() => client.call('retryJob', { params }));
    else asking.value = control;
  };
  return (
    <div class="controls">
      {allowedControls(job, account.scope).map((control) =>
        control === 'priority' ? (
          <label key={control} class="player-choice">
            <span class="visually-hidden">Priority</span>
            <select
              value=""
              disabled={isBusy.value}
              onChange={(event) => {
                const priority = Number(event.currentTarget.value);
                event.currentTarget.value = '';
                void steer(() => client.call('prioritizeJob', { params, body: { priority } }));
              }}
            >
              <option value="" disabled>
                Priority…
              </option>
              {PRIORITY_NAMES.map((label, i) => (
                <option key={label} value={PRIORITIES.first + i}>
                  {label}
                </option>
              ))}
            </select>
          </label>
        ) : (
          <button
            type="button"
            key={control}
            class={control === 'cancel' || control === 'delete' ? 'danger' : ''}
            disabled={isBusy.value}
            onClick={() => press(control)}
          >
            {LABELS[control]}
          </button>
        ),
      )}
      {refusal.value && <JobTrouble error={refusal.value} />}
      {asking.value === 'cancel' && (
        <Confirmation
          title={`Cancel the job of ${name}?`}
          action="Cancel the job"
          isDanger
          onConfirm={() => void steer(() => client.call('cancelJob', { params }))}
          onClose={close}
        >
          <p>It stops, and what it has written is removed. It cannot be retried afterwards.</p>
        </Confirmation>
      )}
      {asking.value === 'delete' && (
        <Confirmation
          title={`Delete ${name}?`}
          action="Delete for good"
          typed={name}
          isDanger
          onConfirm={() =>
            void steer(async () => {
              await client.call('deleteJob', { params });
              onDeleted();
              return null;
            })
          }
          onClose={close}
        >
          <p>The video, its upload and the history of its job are removed. Links to it end.</p>
        </Confirmation>
      )}
      {asking.value === 'revise' && (
        <ReviseDialog
          job={job}
          onRevise={(what, renditions) =>
            void steer(() => client.call('reviseJob', { params, body: { what, renditions: [...renditions] } }))
          }
          onClose={close}
        />
      )}
    </div>
  );
}
