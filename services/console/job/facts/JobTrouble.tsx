import { ApiError } from '../../../client/index.ts';

interface Trouble {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
  readonly details?: readonly string[] | undefined;
}

/** Why something failed, what to do, and where it is explained. */
export function JobTrouble({ error }: { readonly error: Trouble | ApiError }) {
  const { code, message, hint, details = [] } = error instanceof ApiError ? shownRefusal(error) : error;
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
    </section>
  );
}

function shownRefusal({ message, problem }: ApiError): Trouble {
  return { code: problem?.code ?? '', message, hint: problem?.hint ?? '', details: problem?.details };
}
