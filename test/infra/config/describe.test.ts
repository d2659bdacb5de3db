import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { configurationPage } from '../../../infra/config/describe.ts';
import { KNOWN_KEYS } from '../../../infra/config/known-keys.ts';

const page = readFileSync(new URL('../../../docs/aws-configuration.md', import.meta.url), 'utf8');

describe('docs/aws-configuration.md', () => {
  it('is what the schema says: run "npm run docs" after a change', () => {
    expect(page).toBe(configurationPage());
  });

  it('says what each key means', () => {
    const silent = KNOWN_KEYS.filter(({ group, meaning }) => !group && meaning === undefined).map(({ key }) => key);
    // Said of their groups.
    const ofGroups = (key: string) => key.endsWith('.kind') || key.endsWith('.<name>');
    expect(silent.filter((key) => !ofGroups(key))).toEqual([]);
  });
});
