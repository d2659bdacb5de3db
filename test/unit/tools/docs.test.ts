import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CATALOGUE, type ErrorCode, helpFor, MEANINGS } from '../../../services/core/index.ts';
import { errorsPage } from '../../../tools/docs/errors-page.ts';

const page = readFileSync(new URL('../../../docs/errors.md', import.meta.url), 'utf8');
const codes = Object.keys(CATALOGUE) as ErrorCode[];

describe('docs/errors.md', () => {
  it('is what the catalogue says: run "npm run docs" after a change', () => {
    expect(page).toBe(errorsPage());
  });

  it('has every code once, where the help of an error points', () => {
    const anchors = [...page.matchAll(/^### (\w+)$/gm)].map(([, code]) => `docs/errors.md#${code?.toLowerCase()}`);
    expect([...anchors].sort()).toEqual(codes.map(helpFor).sort());
  });

  it('says what each code means in sentences, and not twice the same', () => {
    for (const code of codes) expect(MEANINGS[code], code).toMatch(/^[A-Zf][^<>]*\.$/);
    expect(new Set(Object.values(MEANINGS)).size).toBe(codes.length);
  });
});
