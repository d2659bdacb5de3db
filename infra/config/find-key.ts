import { nearestKey } from '../../services/core/spec/index.ts';
import { KNOWN_KEYS, type KnownKey } from './known-keys.ts';
import type { Problem } from './problem.ts';

/** The key of the schema that `path` is, of whichever kind of thing; undefined: there is none. */
export function findKey(path: string): KnownKey | undefined {
  return KNOWN_KEYS.find(({ key }) => matches(key, path));
}

/** What to say of a key that is not known here: with the nearest one, or with the kind of thing that has it. */
export function unknownKey(path: string, input: unknown): Problem {
  const other = findKey(path);
  if (other) {
    const wants = Object.entries(other.when).map(([key, value]) => `${key} ${value}`);
    const has = Object.keys(other.when).map((key) => `${key} is ${String(valueAt(input, key))}`);
    const problem = `belongs to ${wants.join(' and ')}, but ${has.join(' and ')}`;
    return { key: path, problem, fix: `leave it out, or set ${wants.join(' and ').replaceAll(/ (?=\S+$)/g, ' to ')}` };
  }
  const here = KNOWN_KEYS.filter(({ when }) =>
    Object.entries(when).every(([key, value]) => (valueAt(input, key) ?? value) === value),
  ).map(({ key }) => key);
  return { key: path, problem: 'is no key that is known', fix: `did you mean "${nearestKey(path, here)}"?` };
}

/** What is at a dotted path of what was written. */
export function valueAt(input: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((node, part) => {
    const isGroup = typeof node === 'object' && node !== null && Object.hasOwn(node, part);
    return isGroup ? (node as Readonly<Record<string, unknown>>)[part] : undefined;
  }, input);
}

function matches(key: string, path: string): boolean {
  const [parts, words] = [key.split('.'), path.split('.')];
  return parts.length === words.length && parts.every((part, index) => part === '<name>' || part === words[index]);
}
