import type { z } from 'zod';
import { FanoutError } from '../errors.ts';
import { printable } from '../printable.ts';
import { specKeys } from './job-spec.ts';
import { nearestKey } from './nearest.ts';

/** Characters of a refused value that a message shows. */
const SHOWN = 40;

type Path = readonly PropertyKey[];
type Issue = z.core.$ZodIssue;

/** What is wrong with a value that is no spec, as an error that names the key, the value and what it takes. */
export function specError(value: unknown, issues: readonly Issue[]): FanoutError {
  const unknown = issues.find((issue) => issue.code === 'unrecognized_keys');
  if (unknown) return unknownKey(value, [...unknown.path, unknown.keys[0] ?? '']);
  const [issue] = issues;
  return issue ? invalidValue(value, issue) : invalidSpec('It is no job spec.');
}

export function invalidSpec(message: string): FanoutError {
  return new FanoutError('SPEC_INVALID', message);
}

/** A refused value as a message shows it. */
export function shown(value: unknown): string {
  const text = printable(typeof value === 'object' ? JSON.stringify(value) : String(value));
  const characters = [...text];
  return `"${characters.length > SHOWN ? `${characters.slice(0, SHOWN).join('')}…` : text}"`;
}

function unknownKey(value: unknown, path: Path): FanoutError {
  // All that was written of it: `encodr.crf` is nearer to something than `encodr` is.
  const full = [...path, ...firstLeaf(at(value, path))].map(String).join('.');
  const known = specKeys().map((entry) => entry.key);
  return new FanoutError('SPEC_UNKNOWN_KEY', `Unknown key ${shown(full)}. Did you mean "${nearestKey(full, known)}"?`);
}

function invalidValue(value: unknown, issue: Issue): FanoutError {
  const path = issue.path.map(String).join('.');
  const keys = specKeys();
  const known = keys.find(({ key }) => path === key || path.startsWith(`${key}.`));
  if (!known) {
    const inside = keys.filter(({ key }) => key.startsWith(`${path}.`)).map(({ key }) => key);
    return invalidSpec(
      inside.length > 0 ? `"${path}" takes no value itself, but ${inside.join(', ')} do.` : issue.message,
    );
  }
  const why = issue.code === 'custom' ? `: ${issue.message}` : `; it takes: ${known.accepts}`;
  const refused = shown(at(value, known.key.split('.')));
  return invalidSpec(`The value ${refused} of "${known.key}" is not accepted${why}.`);
}

function at(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((node, part) => (isGroup(node) ? node[String(part)] : undefined), value);
}

function firstLeaf(value: unknown): string[] {
  const [entry] = isGroup(value) ? Object.entries(value) : [];
  return entry ? [entry[0], ...firstLeaf(entry[1])] : [];
}

function isGroup(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
