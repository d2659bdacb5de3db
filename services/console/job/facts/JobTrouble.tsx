import type { ComponentChildren } from 'preact';
import type { Trouble } from '../trouble.ts';

interface JobTroubleProps {
  readonly error: Trouble;
  /** What can be done about it here. */
  readonly children?: ComponentChildren;
}

/** Why something failed, what to do, and where it is explained. */
export function JobTrouble({ error: { code, message, hint, details = [] }, children }: JobTroubleProps) {
  return (
    <section class="job-trouble" role="alert">
      <h2>{message}</h2>
      {hint !== '' && <p>{hint}</p>}
      {details.length > 0 && (
        <details>
          <summary>Details</summary>
          <pre>{details.join('\n')}</pre>
        </details>
      )}
      {code !== '' && <a href={`/errors/${code}`}>What {code} means</a>}
      {children}
    </section>
  );
}
