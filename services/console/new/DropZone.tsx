import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { isAddress } from './source.ts';

interface DropZoneProps {
  readonly isOperator: boolean;
  readonly onFiles: (files: Iterable<File>) => void;
  readonly onAddress: (url: string) => void;
}

/** Takes files, from anywhere on the page, and addresses. */
export function DropZone({ isOperator, onFiles, onAddress }: DropZoneProps) {
  const input = useRef<HTMLInputElement>(null);
  const isOver = useSignal(false);
  const address = useSignal('');
  useEffect(() => {
    const over = (event: DragEvent) => {
      if (!event.dataTransfer?.types.includes('Files')) return;
      event.preventDefault();
      isOver.value = true;
    };
    const leave = (event: DragEvent) => {
      if (event.relatedTarget === null) isOver.value = false;
    };
    const drop = (event: DragEvent) => {
      event.preventDefault();
      isOver.value = false;
      onFiles(event.dataTransfer?.files ?? []);
    };
    addEventListener('dragover', over);
    addEventListener('dragleave', leave);
    addEventListener('drop', drop);
    return () => {
      removeEventListener('dragover', over);
      removeEventListener('dragleave', leave);
      removeEventListener('drop', drop);
    };
  }, [onFiles]);
  if (!globalThis.crypto?.subtle) {
    return (
      <section class="trouble-note">
        <h2>Files can be sent from a secure page only</h2>
        <p>
          Open the console by https://, or on this machine by http://localhost: browsers make checksums nowhere else.
        </p>
      </section>
    );
  }
  return (
    <section class="panel drop" data-over={isOver.value}>
      <h2>Drop videos here</h2>
      <p class="quiet">They go straight to storage, in parts; what has arrived stays when the connection is lost.</p>
      <p>
        <button type="button" onClick={() => input.current?.click()}>
          Choose files
        </button>
        <input
          ref={input}
          class="visually-hidden"
          type="file"
          multiple
          tabIndex={-1}
          aria-label="Video files"
          onChange={({ currentTarget }) => {
            onFiles(currentTarget.files ?? []);
            currentTarget.value = '';
          }}
        />
      </p>
      <form
        class="address"
        onSubmit={(event) => {
          event.preventDefault();
          onAddress(address.value.trim());
          address.value = '';
        }}
      >
        <label class="field">
          <span>or the address of one</span>
          <input
            type="text"
            inputMode="url"
            placeholder={isOperator ? 'https://… or s3://…' : 'https://…'}
            value={address.value}
            onInput={({ currentTarget }) => {
              address.value = currentTarget.value;
            }}
          />
        </label>
        <button type="submit" disabled={!isAddress(address.value.trim(), isOperator)}>
          Add
        </button>
      </form>
    </section>
  );
}
