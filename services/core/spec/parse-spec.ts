import { type JobSpec, jobSpecSchema } from './job-spec.ts';
import { invalidSpec, shown, specError } from './spec-error.ts';

type Raw = Readonly<Record<string, unknown>>;

/**
 * Checks a spec and fills in what was left out.
 * @throws FanoutError SPEC_UNKNOWN_KEY (naming the nearest key) or SPEC_INVALID
 */
export function parseJobSpec(value: unknown): JobSpec {
  const spec = parseSpecPart(value);
  rejectMarkless(value, spec);
  return spec;
}

/**
 * The same for what more may be said to, such as a profile: it need not name what its settings are for.
 * @throws FanoutError SPEC_UNKNOWN_KEY, SPEC_INVALID
 */
export function parseSpecPart(value: unknown): JobSpec {
  const parsed = jobSpecSchema.safeParse(value);
  if (!parsed.success) throw specError(value, parsed.error.issues);
  const { start, end } = parsed.data.clip;
  if (end !== undefined && start >= end) {
    throw invalidSpec(`"clip.end" (${end}) must be after "clip.start" (${start}).`);
  }
  return parsed.data;
}

/** By what was written: in the spec itself, defaults have filled in the rest. */
function rejectMarkless(value: unknown, { watermark }: JobSpec): void {
  if (watermark.image !== undefined) return;
  const written = Object.entries((value as { readonly watermark?: Raw }).watermark ?? {});
  const [name] = written.find(([, setting]) => setting !== undefined) ?? [];
  if (name) throw invalidSpec(`"watermark.${name}" is set, but watermark.image is missing.`);
}

/**
 * A spec from `key=value` pairs as `--set` takes them, of which nothing is checked yet; dots go down a level.
 * @param base what holds where no pair says otherwise
 * @throws FanoutError SPEC_INVALID for a pair without `=`
 */
export function writtenSpec(pairs: readonly string[], base: Raw = {}): Raw {
  const root: Record<string, unknown> = Object.assign(Object.create(null), structuredClone(base));
  for (const pair of pairs) {
    const at = pair.indexOf('=');
    if (at < 1) throw invalidSpec(`${shown(pair)} is not of the form key=value.`);
    const path = pair.slice(0, at).split('.');
    const leaf = path.pop() ?? '';
    let node = root;
    for (const part of path) {
      const next = node[part];
      node = node[part] =
        typeof next === 'object' && next !== null ? (next as Record<string, unknown>) : Object.create(null);
    }
    node[leaf] = pair.slice(at + 1);
  }
  return root;
}

/** The same, checked and filled in. @throws FanoutError as {@link writtenSpec} and {@link parseJobSpec} */
export function specFromPairs(pairs: readonly string[], base: Raw = {}): JobSpec {
  return parseJobSpec(writtenSpec(pairs, base));
}
