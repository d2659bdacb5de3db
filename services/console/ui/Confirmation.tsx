import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';

interface ConfirmationProps {
  readonly title: string;
  /** What the button that does it says. */
  readonly action: string;
  /** To be typed before it can be done, for what cannot be undone. */
  readonly typed?: string;
  readonly isDanger?: boolean;
  readonly isReady?: boolean;
  readonly children: ComponentChildren;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
}

/** Asks before something is done. */
export function Confirmation(props: ConfirmationProps) {
  const { title, action, typed, isDanger = false, isReady = true, children, onConfirm, onClose } = props;
  const dialog = useRef<HTMLDialogElement>(null);
  const text = useSignal('');
  const id = useId();
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} class="confirmation" aria-labelledby={id} onClose={onClose}>
      <form
        method="dialog"
        onSubmit={(event) => {
          event.preventDefault();
          onConfirm();
          dialog.current?.close();
        }}
      >
        <h2 id={id}>{title}</h2>
        {children}
        {typed !== undefined && (
          <label class="typed">
            <span>
              Type <code>{typed}</code> to go on
            </span>
            <input
              type="text"
              autocomplete="off"
              value={text.value}
              onInput={(event) => {
                text.value = event.currentTarget.value;
              }}
            />
          </label>
        )}
        <div class="dialog-actions">
          <button type="button" onClick={() => dialog.current?.close()}>
            Leave it
          </button>
          <button
            type="submit"
            class={isDanger ? 'danger' : 'primary'}
            disabled={!isReady || (typed !== undefined && text.value !== typed)}
          >
            {action}
          </button>
        </div>
      </form>
    </dialog>
  );
}
