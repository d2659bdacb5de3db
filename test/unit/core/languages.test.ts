import { describe, expect, it } from 'vitest';
import { languageTag, threeLetters } from '../../../services/core/index.ts';

describe('a language', () => {
  it.each([
    ['en', 'en', 'eng'],
    ['eng', 'en', 'eng'],
    ['ger', 'de', 'deu'],
    ['PT_br', 'pt-BR', 'por'],
    ['zh-hans', 'zh-Hans', 'zho'],
    ['yue', 'yue', 'yue'],
  ])('%s is %s, and %s in an MP4', (text, tag, letters) => {
    expect(languageTag(text)).toBe(tag);
    expect(threeLetters(tag)).toBe(letters);
  });

  it.each(['', 'und', 'mkv', 'hd', 'en",URI="x', 'english'])('is not %j', (text) => {
    expect(languageTag(text)).toBeNull();
  });

  it('that nobody knows is undetermined in an MP4', () => {
    expect(threeLetters('und')).toBe('und');
    expect(threeLetters('xx')).toBe('und');
  });
});
