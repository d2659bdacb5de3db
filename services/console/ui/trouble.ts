import { ApiError } from '../../client/index.ts';

/** Why something failed, and what to do. */
export interface Trouble {
  /** Of the catalogue; empty where it has none. */
  readonly code: string;
  readonly message: string;
  readonly hint: string;
  readonly details?: readonly string[] | undefined;
}

/** @throws what is no answer and no lost connection, but a defect */
export function troubleOf(error: unknown): Trouble {
  if (error instanceof ApiError) {
    const { message, problem } = error;
    return { code: problem?.code ?? '', message, hint: problem?.hint ?? '', details: problem?.details };
  }
  // What fetch throws when nobody answers.
  if (error instanceof TypeError) {
    return { code: '', message: 'The server cannot be reached.', hint: 'See whether you are online, and try again.' };
  }
  throw error;
}
