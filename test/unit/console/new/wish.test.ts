import { describe, expect, it } from 'vitest';
import { isAddress } from '../../../../services/console/new/source.ts';
import { NO_WISH, requestOf } from '../../../../services/console/new/wish.ts';

describe('what a form asks for', () => {
  it('is the profile alone, where nothing else was chosen', () => {
    expect(requestOf(NO_WISH)).toEqual({ request: { profile: 'web' }, problem: null });
    expect(requestOf({ ...NO_WISH, profile: '' }).request).toEqual({});
  });

  it('is a spec of what was chosen, and further settings before that', () => {
    const wish = {
      ...{ ...NO_WISH, ladder: ['720p'], codecs: ['h264'], outputs: ['mp4'], tenant: ' acme ' },
      ...{ clipStart: '1.5', clipEnd: '4', more: '{"codecs": ["av1"], "preset": "fast"}' },
    };
    expect(requestOf(wish).request).toEqual({
      profile: 'web',
      spec: {
        ...{ ladder: ['720p'], codecs: ['av1'], outputs: ['mp4'], clip: { start: 1.5, end: 4 }, preset: 'fast' },
      },
      tenant: 'acme',
    });
  });

  it.each([
    [{ clipStart: 'one' }, 'The clip’s start is no number of seconds.'],
    [{ clipEnd: '-1' }, 'The clip’s end is no number of seconds.'],
    [{ more: '{' }, 'The further settings are no JSON object.'],
    [{ more: '[1]' }, 'The further settings are no JSON object.'],
    [{ more: 'null' }, 'The further settings are no JSON object.'],
  ])('cannot be %j', (part, problem) => {
    expect(requestOf({ ...NO_WISH, ...part })).toEqual({ request: null, problem });
  });
});

describe('an address', () => {
  it.each([
    ['https://example.com/film.mp4', false, true],
    ['HTTPS://example.com/film.mp4', false, true],
    ['http://example.com/film.mp4', true, false],
    ['https://', false, false],
    ['javascript:alert(1)', true, false],
    ['s3://videos/film.mp4', true, true],
    ['s3://videos/film.mp4', false, false],
    ['s3://videos/', true, false],
    ['film.mp4', true, false],
  ])('%s, of an operator: %s, is one: %s', (text, isOperator, expected) => {
    expect(isAddress(text, isOperator)).toBe(expected);
  });
});
