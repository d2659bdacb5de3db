import { describe, expect, it } from 'vitest';
import { FanoutError } from '../../../services/core/index.ts';
import { parseJobSpec, specFromPairs, specKeys } from '../../../services/core/spec/index.ts';

function codeOf(act: () => unknown): [string, string] {
  try {
    act();
  } catch (error) {
    if (error instanceof FanoutError) return [error.code, error.message];
  }
  throw new Error('nothing was refused');
}

describe('job specs', () => {
  it('have defaults for everything', () => {
    expect(parseJobSpec({})).toEqual({
      ladder: 'auto',
      codecs: ['h264'],
      hdr: 'tonemap',
      outputs: ['hls', 'dash'],
      quality: 'crf',
      measure: true,
      poster: true,
      storyboard: true,
      captions: true,
      captionFiles: [],
      clip: { start: 0 },
      watermark: { position: 'bottom-right', opacity: 0.8, width: 0.12, margin: 0.02 },
      audio: { channels: 'stereo', loudness: 'off' },
      segmentSeconds: 6,
      encoder: { preset: 'veryfast', crf: 23 },
      priority: 3,
      tenant: 'default',
      metadata: {},
    });
  });

  it('are read from key=value pairs, with lists and levels', () => {
    expect(
      specFromPairs(['ladder=720p,480p', 'encoder.crf=20', 'quality=0.97', 'chunkSegments=4', 'segmentSeconds=2']),
    ).toMatchObject({
      ladder: ['720p', '480p'],
      quality: 0.97,
      chunkSegments: 4,
      segmentSeconds: 2,
      encoder: { preset: 'veryfast', crf: 20 },
    });
  });

  it.each([
    ['laddr=auto', 'ladder'],
    ['encoder.prest=fast', 'encoder.preset'],
    ['segmentsSeconds=4', 'segmentSeconds'],
    ['encodr.crf=20', 'encoder.crf'],
    ['encodr.foo=20', 'encoder.crf'],
    ['crf=20', 'encoder.crf'],
    ['Clip.start=3', 'clip.start'],
    ['hdrr=tonemap', 'hdr'],
  ])('name the nearest key for %s', (pair, nearest) => {
    const [code, message] = codeOf(() => specFromPairs([pair]));
    expect(code).toBe('SPEC_UNKNOWN_KEY');
    expect(message).toContain(`"${nearest}"`);
  });

  it.each([
    'ladder=900p',
    'encoder.crf=99',
    'encoder.preset=warp',
    'codecs=vp8',
    'codecs=h264,h264',
    'ladder=720p,480p,720p',
    'clip.start=',
    'watermark.opacity=',
    'segmentSeconds=Infinity',
    'chunkSegments=1.5',
    'audio.loudness=-3',
    'watermark.opacity=1.1',
    'watermark.position=middle',
    'watermark.image=',
    'audio.loudness=',
    'quality=best',
    'quality=0.5',
    'quality=1',
    'measure=maybe',
    'priority=9',
    'priority=0',
    'tenant=a/b',
    `tenant=${'a'.repeat(65)}`,
    `idempotencyKey=${'k'.repeat(10_000)}`,
    'idempotencyKey=a b',
    `metadata.title=${'x'.repeat(501)}`,
    'novalue',
    '=x',
  ])('refuse %s', (pair) => {
    expect(codeOf(() => specFromPairs([pair]))[0]).toBe('SPEC_INVALID');
  });

  it.each([
    ['codecs=vp8', 'The value "vp8" of "codecs" is not accepted; it takes: h264,hevc,av1'],
    ['codecs=h264,h264', 'The value "h264,h264" of "codecs" is not accepted: something is named twice.'],
    ['encoder.crf=99', 'The value "99" of "encoder.crf" is not accepted; it takes: 10'],
    ['hdr=a\x1b[2J\nb', 'The value "a\\x1b[2J\\nb" of "hdr"'],
    [`hdr=${'é'.repeat(41)}`, `The value "${'é'.repeat(40)}…" of "hdr"`],
    ['encoder=fast', '"encoder" takes no value itself, but encoder.preset, encoder.crf do.'],
    ['\x1b[2J', '"\\x1b[2J" is not of the form key=value.'],
  ])('say of %j which value is refused, and of which key', (pair, words) => {
    const [code, message] = codeOf(() => specFromPairs([pair]));
    expect(code).toBe('SPEC_INVALID');
    expect(message).toContain(words);
  });

  it('say the same of values that are no text', () => {
    expect(codeOf(() => parseJobSpec({ codecs: ['h264', 'vp8'] }))[1]).toContain('["h264","vp8"]" of "codecs"');
    expect(codeOf(() => parseJobSpec(5))[0]).toBe('SPEC_INVALID');
  });

  it('take whose the job is, how urgent it is, and what its owner notes of it', () => {
    const pairs = ['tenant=acme', 'priority=1', 'idempotencyKey=order-17', 'metadata.order=17', 'metadata.by=x'];
    expect(specFromPairs(pairs)).toMatchObject({
      tenant: 'acme',
      priority: 1,
      idempotencyKey: 'order-17',
      metadata: { order: '17', by: 'x' },
    });
    expect(specFromPairs([])).toMatchObject({ tenant: 'default', priority: 3, metadata: {} });
  });

  it.each([
    ['clip.start=5', 'clip.end=5'],
    ['clip.start=9', 'clip.end=3'],
  ])('refuse a clip that ends before it starts: %s %s', (...pairs) => {
    expect(codeOf(() => specFromPairs(pairs))[0]).toBe('SPEC_INVALID');
    expect(specFromPairs(['clip.start=1', 'clip.end=5']).clip).toEqual({ start: 1, end: 5 });
  });

  it.each([
    'position=center',
    'opacity=0.5',
    'width=0.2',
    'margin=0.02',
  ])('refuse watermark.%s without an image, where it is the default as well', (setting) => {
    const [code, message] = codeOf(() => specFromPairs([`watermark.${setting}`]));
    expect(code).toBe('SPEC_INVALID');
    expect(message).toContain('watermark.image is missing');
    expect(specFromPairs([`watermark.${setting}`, 'watermark.image=x.png']).watermark.image).toBe('x.png');
  });

  it('do not touch the prototypes of objects', () => {
    expect(codeOf(() => specFromPairs(['__proto__.polluted=1']))[0]).toBe('SPEC_UNKNOWN_KEY');
    expect(({} as { polluted?: string }).polluted).toBeUndefined();
  });

  it('list every key with what it accepts', () => {
    expect(specKeys().map((entry) => entry.key)).toContain('encoder.crf');
    for (const { accepts } of specKeys()) expect(accepts).not.toBe('');
  });
});
