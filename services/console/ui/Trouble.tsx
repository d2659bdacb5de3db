import type { ComponentChildren } from 'preact';
import type { Trouble as Told } from '../job/trouble.ts';

interface TroubleProps {
  readonly trouble: Told;
  /** What can be done about it here. */
  readonly children?: ComponentChildren;
}

/** What went wrong, what to do, and where it is explained. */
export function Trouble({ trouble: { code, message, hint }, children }: TroubleProps) {
  return (
    <section class="trouble-note" role="alert">
      <h2>{message}</h2>
      {hint !== '' && <p>{hint}</p>}
      {code !== '' && (
        <p>
          <a href={`/errors/${code}`}>What {code} means</a>
        </p>
      )}
      {children}
    </section>
  );
}
