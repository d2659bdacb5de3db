import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { asFanoutError } from '../../../services/core/index.ts';
import { parseJobSpec, parseProfile, profileJsonSchema, specFromPairs } from '../../../services/core/spec/index.ts';

const dir = fileURLToPath(new URL('../../../profiles/', import.meta.url));
const read = (name: string) => readFileSync(dir + name, 'utf8');
const names = readdirSync(dir).filter((name) => name !== 'schema.json');

const errorOf = (act: () => unknown) => {
  try {
    act();
  } catch (error) {
    return asFanoutError(error);
  }
  throw new Error('nothing was thrown');
};

describe('profiles', () => {
  it.each(names)('%s is one, and names the schema', (name) => {
    const profile = parseProfile(name, read(name));
    expect(parseJobSpec(profile.spec)).toBeTruthy();
    expect(JSON.parse(read(name)).$schema).toBe('./schema.json');
  });

  it('have a schema for editors that is made from the job spec', () => {
    // After a change of the spec: npx fanout profiles --schema > profiles/schema.json
    expect(JSON.parse(read('schema.json'))).toEqual(JSON.parse(JSON.stringify(profileJsonSchema())));
  });

  it('are what holds where no pair says otherwise', () => {
    const { spec } = parseProfile('premium', read('premium.json'));
    expect(specFromPairs(['encoder.crf=30'], spec)).toMatchObject({
      codecs: ['h264', 'hevc', 'av1'],
      encoder: { preset: 'medium', crf: 30 },
    });
    expect(spec).toEqual(JSON.parse(read('premium.json')).spec);
  });

  it('may say how a watermark is laid over that only the job names', () => {
    const { spec } = parseProfile('ours', '{"description":"x","spec":{"watermark":{"opacity":0.5}}}');
    expect(specFromPairs(['watermark.image=logo.png'], spec).watermark).toMatchObject({ opacity: 0.5 });
    expect(errorOf(() => specFromPairs([], spec)).message).toContain('watermark.image is missing');
  });

  it.each([
    ['{', 'it is not JSON'],
    ['{"spec":{}}', 'description'],
    ['{"description":"x","spec":{"laddr":"auto"}}', 'Did you mean "ladder"?'],
    ['{"description":"x","spec":{"encoder":{"crf":99}}}', 'encoder.crf'],
    ['{"description":"x","spec":{},"extra":1}', 'extra'],
  ])('%s is refused', (text, words) => {
    const error = errorOf(() => parseProfile('mine', text));
    expect(error.code).toBe('PROFILE_INVALID');
    expect(error.message).toContain(words);
  });
});
