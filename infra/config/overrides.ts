import { nearestKey } from '../../services/core/spec/index.ts';
import { findKey, unknownKey, valueAt } from './find-key.ts';
import type { KnownKey } from './known-keys.ts';
import type { Problem } from './problem.ts';

/** What may be said without a path. */
const SHORT = ['account', 'region', 'name'];
const SET = 'set:';

type Group = Record<string, unknown>;

/**
 * Those of CDK's context that are overrides: `set:<path>`, `account`, `region` and `name`. The rest of it is feature flags
 * and what CDK has looked up.
 */
export function overridesOf(context: Readonly<Record<string, unknown>>): Record<string, string> {
  const entries = Object.entries(context).filter(([key]) => key.startsWith(SET) || SHORT.includes(key));
  return Object.fromEntries(
    entries.map(([key, value]) => [key, typeof value === 'string' ? value : JSON.stringify(value)]),
  );
}

/**
 * What was written, with overrides in place of what they name.
 * @param problems takes what is wrong with them
 */
export function withOverrides(input: Group, overrides: Readonly<Record<string, string>>, problems: Problem[]): Group {
  const root = structuredClone(input);
  const entries = Object.entries(overrides).flatMap(([written, value]): [path: string, value: string][] => {
    if (written.startsWith(SET)) return [[written.slice(SET.length), value]];
    if (SHORT.includes(written)) return [[written, value]];
    const fix = `did you mean "${nearestKey(written, [...SHORT, `${SET}<path>`])}"?`;
    problems.push({ key: written, problem: 'is nothing that can be set', fix });
    return [];
  });
  // Kinds first: what they take away shall not be what another override has just set.
  for (const [path, value] of entries.sort(([a], [b]) => Number(isKind(b)) - Number(isKind(a)))) {
    const known = findKey(path);
    if (known) put(root, path, read(value, known));
    else problems.push(unknownKey(path, root));
  }
  return root;
}

function isKind(path: string): boolean {
  return path.endsWith('.kind');
}

/** As JSON where it is that, and where the key does not take text. A list may also have commas alone. */
function read(value: string, { text, nullable, list }: KnownKey): unknown {
  if (text) return nullable && value === 'null' ? null : value;
  try {
    return JSON.parse(value);
  } catch {
    return list ? value.split(',') : value;
  }
}

function put(root: Group, path: string, value: unknown): void {
  const parts = path.split('.');
  const leaf = parts.pop() ?? '';
  // Another kind of thing: what was said of the first is none of its business.
  const starts = isKind(path) && valueAt(root, path) !== value;
  let node = root;
  for (const [index, part] of parts.entries()) {
    const next = node[part];
    const isGroup = typeof next === 'object' && next !== null && !Array.isArray(next);
    const fresh = !isGroup || (starts && index === parts.length - 1);
    const group: Group = fresh ? {} : (next as Group);
    node[part] = group;
    node = group;
  }
  node[leaf] = value;
}
