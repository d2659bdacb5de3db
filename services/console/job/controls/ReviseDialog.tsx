import { useSignal } from '@preact/signals';
import type { ShownJob } from '../../../api/index.ts';
import { Confirmation } from '../../ui/Confirmation.tsx';
import { addableRenditions } from './addable.ts';

interface ReviseDialogProps {
  readonly job: ShownJob;
  readonly onRevise: (what: 'add' | 'redo', renditions: readonly string[]) => void;
  readonly onClose: () => void;
}

const KINDS = [
  { what: 'add', label: 'Add renditions' },
  { what: 'redo', label: 'Encode some anew' },
] as const;

/** Chooses what a finished video is to have besides, or once more. */
export function ReviseDialog({ job, onRevise, onClose }: ReviseDialogProps) {
  const what = useSignal<'add' | 'redo'>('add');
  const chosen = useSignal<ReadonlySet<string>>(new Set());
  const names = what.value === 'add' ? addableRenditions(job) : job.renditions.map(({ name }) => name);
  const toggle = (name: string) => {
    const after = new Set(chosen.peek());
    if (!after.delete(name)) after.add(name);
    chosen.value = after;
  };
  return (
    <Confirmation
      title="Change the renditions"
      action={what.value === 'add' ? 'Add them' : 'Encode them anew'}
      isReady={chosen.value.size > 0}
      onConfirm={() => onRevise(what.peek(), [...chosen.peek()])}
      onClose={onClose}
    >
      <p class="quiet">The video plays as it is until they are complete and verified.</p>
      <fieldset class="choices">
        <legend class="visually-hidden">What to do</legend>
        {KINDS.map((kind) => (
          <label key={kind.what}>
            <input
              type="radio"
              name="what"
              checked={what.value === kind.what}
              onChange={() => {
                what.value = kind.what;
                chosen.value = new Set();
              }}
            />{' '}
            {kind.label}
          </label>
        ))}
      </fieldset>
      <fieldset class="choices">
        <legend>Which</legend>
        {names.length === 0 && <p class="quiet">There is no other that the source gives.</p>}
        {names.map((name) => (
          <label key={name}>
            <input type="checkbox" checked={chosen.value.has(name)} onChange={() => toggle(name)} /> {name}
          </label>
        ))}
      </fieldset>
    </Confirmation>
  );
}
