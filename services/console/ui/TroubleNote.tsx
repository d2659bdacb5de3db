import type { ComponentChildren } from 'preact';
import type { Trouble } from './trouble.ts';

interface TroubleNoteProps {
  readonly trouble: Trouble;
  /** What can be done about it here. */
  readonly children?: ComponentChildren;
}

/** What went wrong, what to do, and where it is explained. */
export function TroubleNote({ trouble: { code, message, hint, details = [] }, children }: TroubleNoteProps) {
  return (
    <section class="trouble-note" role="alert">
      <h2>{message}</h2>
      {hint !== '' && <p>{hint}</p>}
      {details.length > 0 && (
        <details>
          <summary>Details</summary>
          <pre>{details.join('\n')}</pre>
        </details>
      )}
      {code !== '' && (
        <p>
          <a href={`/errors/${code}`}>What {code} means</a>
        </p>
      )}
      {children}
    </section>
  );
}
