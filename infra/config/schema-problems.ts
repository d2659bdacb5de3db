import type { z } from 'zod';
import { printable } from '../../services/core/index.ts';
import { findKey, unknownKey, valueAt } from './find-key.ts';
import type { Problem } from './problem.ts';

/** Characters of a refused value that a message shows. */
const SHOWN = 60;

/** What zod found, in words: which key, what it is, what it takes. */
export function schemaProblems(input: unknown, issues: readonly z.core.$ZodIssue[]): Problem[] {
  return issues.flatMap((issue) => {
    const path = issue.path.map(String).join('.');
    if (issue.code !== 'unrecognized_keys') return [refused(input, path, issue)];
    return issue.keys.map((key) => unknownKey(path === '' ? key : `${path}.${key}`, input));
  });
}

function refused(input: unknown, path: string, issue: z.core.$ZodIssue): Problem {
  const value = valueAt(input, path);
  // Of a list, what is wrong may be one of its parts.
  const accepts = findKey(path)?.accepts;
  // Messages of our own begin so; those of zod do not say what there is instead.
  const must = issue.message.startsWith('must ') ? issue.message : undefined;
  const key = path === '' ? 'the file' : path;
  if (value === undefined) return { key, problem: 'is missing', fix: `set it; it takes ${accepts ?? issue.message}` };
  return {
    key,
    problem: `is ${shown(value)}${must ? ` and ${must}` : ', which is not accepted'}`,
    fix: must ? 'set it to that' : `it takes ${accepts ?? issue.message}`,
  };
}

function shown(value: unknown): string {
  const characters = [...printable(JSON.stringify(value))];
  return characters.length > SHOWN ? `${characters.slice(0, SHOWN).join('')}…` : characters.join('');
}
