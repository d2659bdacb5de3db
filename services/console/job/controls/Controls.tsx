import { useSignal } from '@preact/signals';
import type { ShownJob } from '../../../api/index.ts';
import { Confirmation } from '../../ui/Confirmation.tsx';
import { TroubleNote } from '../../ui/TroubleNote.tsx';
import { type Trouble, troubleOf } from '../../ui/trouble.ts';
import type { Account, PageState } from '../page-state.ts';
import { allowedControls, type Control } from './allowed.ts';
import { PrioritySelect } from './PrioritySelect.tsx';
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
/** Letters that one may be asked to type. */
const LONGEST_TYPED = 60;

/** A name may have what nobody can type. */
const typable = (name: string) => name.length <= LONGEST_TYPED && /^[\x20-\x7e]+$/.test(name);

/** What can be done to a job. */
export function Controls({ page, job, account, onDeleted }: ControlsProps) {
  const asking = useSignal<Control | null>(null);
  const isBusy = useSignal(false);
  const refusal = useSignal<Trouble | null>(null);
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
      refusal.value = troubleOf(error);
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
          <PrioritySelect
            key={control}
            isDisabled={isBusy.value}
            onChoose={(priority) => void steer(() => client.call('prioritizeJob', { params, body: { priority } }))}
          />
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
      {refusal.value && <TroubleNote trouble={refusal.value} />}
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
          typed={typable(name) ? name : page.id}
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
