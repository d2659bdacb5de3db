import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  asFanoutError,
  type Cue,
  languageOfFile,
  MAX_CUES,
  parseSubtitles,
  readCues,
  writeCaptions,
} from '../../../services/core/index.ts';

const bytes = (text: string) => Buffer.from(text);
const read = (text: string, name = 'film.srt') => parseSubtitles(bytes(text), name);
const cue = (start: number, end: number, lines: string[], settings = ''): Cue => ({ start, end, settings, lines });
const problem = (act: () => unknown) => {
  try {
    act();
  } catch (error) {
    const { code, message } = asFanoutError(error);
    return `${code} ${message}`;
  }
  throw new Error('nothing was refused');
};

const SRT = '1\n00:00:01,000 --> 00:00:02,500\nOne\n\n2\n00:00:03,000 --> 00:00:04,000\nTwo\nlines\n';
const CUES = [cue(1, 2.5, ['One']), cue(3, 4, ['Two', 'lines'])];
const VTT = `WEBVTT - a film\nKind: captions\n\nNOTE\nnot --> shown\n\nSTYLE\n::cue {}\n\nintro\n00:01.000 --> 00:02.500\nOne\n\n00:00:03.000 --> 00:00:04.000\nTwo\nlines`;

describe('the language that a name says', () => {
  it.each([
    ['film.en.srt', 'en'],
    ['film.EN.srt', 'en'],
    ['film.eng.srt', 'en'],
    ['film.ger.vtt', 'de'],
    ['film.deu.vtt', 'de'],
    ['film.fil.srt', 'fil'],
    ['film.pt_BR.vtt', 'pt-BR'],
    ['film.por-br.vtt', 'pt-BR'],
    ['film.es-419.vtt', 'es-419'],
    ['film.zh-hans.srt', 'zh-Hans'],
    ['film.zh_Hant_TW.srt', 'zh-Hant-TW'],
    ['film.en.sdh.srt', 'en'],
    ['film.eng.cc.vtt', 'en'],
    ['film.en.forced.srt', 'en'],
    ['film.fr.forced.default.srt', 'fr'],
    ['film.en.hi.srt', 'en'],
    ['film.hi.srt', 'hi'],
    ['film.hi.sdh.srt', 'hi'],
    ['a.film.of.1999.de.srt', 'de'],
    ['film.mkv.srt', 'und'],
    ['film.ts.srt', 'und'],
    ['film.sdh.srt', 'und'],
    ['film.cc.vtt', 'und'],
    ['talk.hd.vtt', 'und'],
    ['talk.en.hd.vtt', 'und'],
    ['film.srt', 'und'],
    ['en.srt', 'und'],
    ['film.en-x.srt', 'und'],
    ['film.constructor.srt', 'und'],
  ])('%s: %s', (name, language) => {
    expect(languageOfFile(name)).toBe(language);
  });

  it('is one that players know', () => {
    const names = new Intl.DisplayNames('en', { type: 'language', fallback: 'none' });
    const letters = [...'abcdefghijklmnopqrstuvwxyz'];
    const codes = letters.flatMap((a) => letters.flatMap((b) => [a + b, ...letters.map((c) => a + b + c)]));
    const known = codes.filter((code) => languageOfFile(`film.${code}.srt`) !== 'und');
    for (const code of known) {
      const tag = languageOfFile(`film.${code}.srt`);
      expect(names.of(tag), code).toBeDefined();
      // ICU has Tagalog, Twi and Bihari under other names.
      if (!['tl', 'tgl', 'tw', 'twi', 'bih'].includes(code)) expect(Intl.getCanonicalLocales(code)[0]).toBe(tag);
    }
    expect(known.filter((code) => code.length === 2)).toHaveLength(183);
  });
});

describe('caption files that are read', () => {
  it.each<[string, Uint8Array]>([
    ['SubRip', bytes(SRT)],
    ['SubRip with CRLF', bytes(SRT.replaceAll('\n', '\r\n'))],
    ['SubRip with CR alone', bytes(SRT.replaceAll('\n', '\r'))],
    ['SubRip with a byte order mark', bytes(`\uFEFF${SRT}`)],
    ['SubRip as UTF-16, little end first', Buffer.from(`\uFEFF${SRT}`, 'utf16le')],
    ['SubRip as UTF-16, big end first', Buffer.from(`\uFEFF${SRT}`, 'utf16le').swap16()],
    ['SubRip without numbers', bytes(SRT.replace(/^\d\n/gm, ''))],
    ['SubRip with dots', bytes(SRT.replaceAll(',', '.'))],
    ['SubRip with blanks where nobody sees them', bytes(SRT.replaceAll('\n\n', '\n \t\n\n\n'))],
    ['SubRip with places in pixels', bytes(SRT.replace('02,500', '02,500  X1:10 X2:20 Y1:30 Y2:40'))],
    ['SubRip out of order', bytes(SRT.split('\n\n').reverse().join('\n\n'))],
    ['WebVTT', bytes(VTT)],
    ['WebVTT with CRLF and a mark', bytes(`\uFEFF${VTT.replaceAll('\n', '\r\n')}`)],
    [
      'WebVTT without a line after its header',
      bytes('WEBVTT\n00:01.000 --> 00:02.500\nOne\n\n00:03.000 --> 00:04.000\nTwo\nlines'),
    ],
  ])('%s', (_what, file) => expect(parseSubtitles(file, 'film')).toEqual(CUES));

  it('keep what WebVTT knows of a place, and nothing else', () => {
    const settings = 'align:start  position:10%,line-left region:fred line:-1 onload:x vertical:rl size:50%"';
    expect(read(`WEBVTT\n\n00:01.000 --> 00:02.000 ${settings}\nOne`)[0]?.settings).toBe(
      'align:start position:10%,line-left line:-1 vertical:rl',
    );
  });

  it('may be long', () => {
    const many = Array.from({ length: MAX_CUES }, () => '99:59:59,000 --> 100:00:00,000\nx\n').join('\n');
    expect(read(many)).toHaveLength(MAX_CUES);
    expect(read(many)[0]).toMatchObject({ start: 359_999, end: 360_000 });
  });
});

describe('the text of SubRip, as WebVTT', () => {
  it.each([
    ['<i>soft</i> <B>loud</B> <u>under</u>', '<i>soft</i> <b>loud</b> <u>under</u>'],
    ['<font color="#ff0000">red</font>', 'red'],
    ['{\\an8}above', 'above'],
    ['{plain} braces', '{plain} braces'],
    ['I <3 R&D > you', 'I &lt;3 R&amp;D &gt; you'],
    ['a --> b', 'a --&gt; b'],
    ['<script>alert(1)</script>', 'alert(1)'],
    ['<00:01.000>tick', '&lt;00:01.000&gt;tick'],
    ['tab\there\u0000\u0007', 'tab here'],
    ['two\u2028lines', 'twolines'],
    ['שלום 你好 👋', 'שלום 你好 👋'],
  ])('%j is %j', (text, line) => {
    expect(read(`1\n00:00:01,000 --> 00:00:02,000\n${text}`)[0]?.lines).toEqual([line]);
  });

  it('has no line that became empty', () => {
    expect(read('1\n00:00:01,000 --> 00:00:02,000\n{\\an8}\n<font>\nx')[0]?.lines).toEqual(['x']);
  });
});

describe('caption files that are refused, with the line', () => {
  const time = '00:00:01,000 --> 00:00:02,000';

  it.each<[string, string, string]>([
    ['nothing', '', 'line 1: there are no captions'],
    ['a header alone', 'WEBVTT\n\nNOTE nothing\n', 'line 1: there are no captions'],
    ['a film', '\x00\x00\x00\x18ftypisom', 'line 1: a time is expected'],
    [
      'prose',
      `1\n${time}\nOne\n\nonce upon a time`,
      'line 5: a time is expected here, such as 00:00:01,000 --> 00:00:02,500',
    ],
    ['a number without a time', `1\n${time}\nOne\n\n2\n`, 'line 6: a time is expected'],
    ['half a time', `1\n00:00:01,000 --> \nOne`, 'line 2: a time is expected'],
    ['a time without hours', `1\n00:01,000 --> 00:02,000\nOne`, 'line 2: a time is expected'],
    ['a time in frames', `1\n00:00:01:12 --> 00:00:02:12\nOne`, 'line 2: a time is expected'],
    ['a minute of 61 seconds', `1\n00:00:01,000 --> 00:00:61,000\nOne`, 'line 2: 00:00:61,000 is no time'],
    ['an end before its start', `1\n00:00:03,000 --> 00:00:02,000\nOne`, 'line 2: the caption ends before'],
    ['an empty line that is missing', `1\n${time}\nOne\n2\n${time}\nTwo`, 'line 5: a time in the middle of a text'],
    ['too many captions', `${time}\nx\n\n`.repeat(MAX_CUES + 1), 'there are more than 20000 captions'],
    [
      'WebVTT with commas',
      `WEBVTT\n\n00:00:01,000 --> 00:00:02,000\nOne`,
      'line 3: a time is expected here, such as 00:01.000',
    ],
  ])('%s', (_what, text, why) => {
    const said = problem(() => read(text));
    expect(said).toMatch(/^CAPTIONS_INVALID film\.srt, line \d+: /);
    expect(said).toContain(why);
  });

  it('WebVTT by name that is none', () => {
    expect(problem(() => read(SRT, 'film.vtt'))).toContain('film.vtt, line 1: a WebVTT file starts with WEBVTT');
  });

  it('bytes that are no text, with their line', () => {
    const latin = Buffer.concat([bytes('1\n00:00:01,000 --> 00:00:02,000\nOne\nGr'), Buffer.from([0xfc, 0xdf])]);
    expect(problem(() => parseSubtitles(latin, 'film.srt'))).toContain(
      'line 4: this is not UTF-8. Save the file as UTF-8',
    );
    const odd = Buffer.concat([Buffer.from(`\uFEFF${SRT}`, 'utf16le'), Buffer.from([1])]);
    expect(problem(() => parseSubtitles(odd, 'film.srt'))).toContain('this is not UTF-16LE');
  });

  it('more bytes than any film has words', () => {
    expect(problem(() => parseSubtitles(Buffer.alloc(2_000_001, 32), 'film.srt'))).toContain('more than 2 MB');
  });

  it.each([
    ['<a', 1_000_000],
    ['{\\', 1_000_000],
    ['-->', 666_000],
    ['0:', 1_000_000],
    ['\n', 2_000_000],
  ])('a file of nothing but %j takes no time', (text, times) => {
    const started = performance.now();
    problem(() => read(text.repeat(times)));
    expect(read(`1\n00:00:01,000 --> 00:00:02,000\n${text.trim().repeat(Math.floor(times * 0.9))}x`).length).toBe(1);
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});

it('no text of a caption, in either format, becomes another part of the file', () => {
  const piece = fc.constantFrom(
    '-->',
    '00:01.000 --> 00:02.000',
    '\r',
    '\n',
    ' ',
    '<',
    '&',
    '\u2028',
    'x',
    'NOTE',
    '\0',
    '<00:00:01.000>',
  );
  const line = fc.array(fc.oneof(piece, fc.string()), { maxLength: 8 }).map((parts) => parts.join(''));
  fc.assert(
    fc.property(fc.array(line, { minLength: 1, maxLength: 5 }), fc.boolean(), (lines, webvtt) => {
      const text = lines.join('\n');
      const file = webvtt ? `WEBVTT\n\n00:01.000 --> 00:05.000\n${text}` : `1\n00:00:01,000 --> 00:00:05,000\n${text}`;
      let cues: readonly Cue[];
      try {
        cues = read(file).filter((one) => one.lines.length > 0 && one.end > one.start);
      } catch (error) {
        return asFanoutError(error).code === 'CAPTIONS_INVALID';
      }
      const written = writeCaptions(cues, 0, 100);
      expect(written.split(/\r\n|\n|\r/).filter((one) => one.includes('-->'))).toHaveLength(cues.length);
      const shape = (all: readonly Cue[]) => all.map((one) => [one.start, one.end, one.lines.length]);
      expect(shape(readCues(written))).toEqual(shape(cues));
    }),
    { numRuns: 500 },
  );
});
