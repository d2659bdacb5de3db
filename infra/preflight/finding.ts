import type { Problem } from '../config/problem.ts';

/** What a check found: that it is well, what is wrong, or why it could not look. */
export type Finding =
  | { readonly check: string; readonly state: 'ok'; readonly found: string }
  | ({ readonly check: string; readonly state: 'problem' } & Problem)
  | { readonly check: string; readonly state: 'unseen'; readonly why: string };

export function ok(check: string, found: string): Finding {
  return { check, state: 'ok', found };
}

export function wrong(check: string, problem: Problem): Finding {
  return { check, state: 'problem', ...problem };
}
