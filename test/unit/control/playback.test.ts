import { describe, expect, it } from 'vitest';
import { checkPlayback, signPlayback } from '../../../services/control/index.ts';
import { videoId } from '../../../services/core/index.ts';

describe('a signed address', () => {
  const secret = 's'.repeat(43);
  const id = videoId('abc');
  const ends = new Date('2026-11-27T20:00:00Z');
  const before = new Date(ends.getTime() - 1_000);
  const token = signPlayback(secret, id, ends);

  it('is good for its video until it ends', () => {
    expect(checkPlayback(secret, id, token, before)).toBe(true);
    expect(checkPlayback(secret, id, token, ends)).toBe(false);
    expect(checkPlayback(secret, videoId('abd'), token, before)).toBe(false);
    expect(checkPlayback('t'.repeat(43), id, token, before)).toBe(false);
  });

  it('cannot be changed', () => {
    const [end = '', signature = ''] = token.split('-');
    const later = (Number.parseInt(end, 36) + 1_000).toString(36);
    for (const wrong of [
      `${later}-${signature}`,
      `${end}-${signature.slice(1)}A`,
      end,
      '',
      `${token}x`,
      `${token}\n`,
      '-',
      'zz-zz',
    ]) {
      expect(checkPlayback(secret, id, wrong, before), wrong).toBe(false);
    }
  });

  it('is part of a path as it is', () => {
    expect(encodeURIComponent(token)).toBe(token);
  });
});
