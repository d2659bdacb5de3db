import type { RequestOf } from '../../client/index.ts';

type Submit = RequestOf<'submitJob'>['body'];

/** What was chosen in the form; what is empty is left to the profile. */
export interface Wish {
  readonly profile: string;
  readonly ladder: readonly string[];
  readonly codecs: readonly string[];
  readonly outputs: readonly string[];
  /** Seconds, as they were typed. */
  readonly clipStart: string;
  readonly clipEnd: string;
  /** More of a spec, in JSON. */
  readonly more: string;
  readonly tenant: string;
}

export const NO_WISH: Wish = {
  profile: 'web',
  ladder: [],
  codecs: [],
  outputs: [],
  clipStart: '',
  clipEnd: '',
  more: '',
  tenant: '',
};

/** A request without its source; `problem` where the form cannot be one. */
export type Wished =
  | { readonly request: Omit<Submit, 'source'>; readonly problem: null }
  | { readonly request: null; readonly problem: string };

/** What a form asks for. */
export function requestOf({ profile, ladder, codecs, outputs, clipStart, clipEnd, more, tenant }: Wish): Wished {
  const clip = { ...seconds('start', clipStart), ...seconds('end', clipEnd) };
  const wrong = Object.entries(clip).find(([, value]) => !(value >= 0));
  if (wrong) return { request: null, problem: `The clip’s ${wrong[0]} is no number of seconds.` };
  const further = parseMore(more);
  if (further === null) return { request: null, problem: 'The further settings are no JSON object.' };
  const spec = {
    ...(ladder.length > 0 ? { ladder } : {}),
    ...(codecs.length > 0 ? { codecs } : {}),
    ...(outputs.length > 0 ? { outputs } : {}),
    ...(Object.keys(clip).length > 0 ? { clip } : {}),
    ...further,
  };
  return {
    request: {
      ...(profile === '' ? {} : { profile }),
      ...(Object.keys(spec).length > 0 ? { spec } : {}),
      ...(tenant.trim() === '' ? {} : { tenant: tenant.trim() }),
    },
    problem: null,
  };
}

function seconds(name: 'start' | 'end', text: string): Record<string, number> {
  return text.trim() === '' ? {} : { [name]: Number(text) };
}

function parseMore(text: string): Record<string, unknown> | null {
  if (text.trim() === '') return {};
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null;
  } catch {
    return null;
  }
}
