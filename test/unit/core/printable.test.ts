import { describe, expect, it } from 'vitest';
import { printable } from '../../../services/core/index.ts';

describe('text from outside in a line', () => {
  it.each([
    ['a\x1b[31mb', 'a\\x1b[31mb'],
    ['two\nlines\r\n', 'two\\nlines\\r\\n'],
    ['\0\x07\x7f\x9b', '\\x00\\x07\\x7f\\x9b'],
    ['exe\u202e4pm.', 'exe\\u202e4pm.'],
    ['\u2028', '\\u2028'],
    ['Ünïcödé 映画 🎬 %s', 'Ünïcödé 映画 🎬 %s'],
  ])('%j is shown as %j', (text, line) => expect(printable(text)).toBe(line));
});
