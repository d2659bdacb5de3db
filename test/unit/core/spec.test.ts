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
    'novalue',
    '=x',
  ])('refuse %s', (pair) => {
    expect(codeOf(() => specFromPairs([pair]))[0]).toBe('SPEC_INVALID');
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
