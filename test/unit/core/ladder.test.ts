import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FanoutError, h264Level, makeLadder, rational } from '../../../services/core/index.ts';

const film = rational(24);
const names = (width: number, height: number) => makeLadder({ width, height }, film, 'auto').rungs.map((r) => r.name);

describe('the ladder', () => {
  it('goes by the short side, so that portrait gets the rungs of landscape', () => {
    expect(names(1920, 1080)).toEqual(['1080p', '720p', '480p', '360p', '240p']);
    expect(names(1080, 1920)).toEqual(names(1920, 1080));
    expect(makeLadder({ width: 1080, height: 1920 }, film, ['720p']).rungs[0]).toMatchObject({
      width: 720,
      height: 1280,
    });
  });

  it('says which rungs were skipped and why', () => {
    const { skipped } = makeLadder({ width: 854, height: 480 }, film, ['1080p', '480p']);
    expect(skipped).toEqual([{ rung: '1080p', reason: 'the source is 480 pixels on its short side; never scaled up' }]);
  });

  it('gives a tiny source one rung of its own size', () => {
    expect(makeLadder({ width: 33, height: 17 }, film, 'auto').rungs).toMatchObject([
      { name: '17p', width: 34, height: 18 },
    ]);
  });

  it('refuses when every rung that was asked for is larger than the source', () => {
    expect(() => makeLadder({ width: 640, height: 360 }, film, ['720p'])).toThrow(FanoutError);
  });

  it('never scales up by more than the rounding to even, keeps the aspect and even sizes', () => {
    const side = fc.integer({ min: 2, max: 8192 });
    fc.assert(
      fc.property(side, side, (width, height) => {
        for (const rung of makeLadder({ width, height }, film, 'auto').rungs) {
          expect(rung.width % 2).toBe(0);
          expect(rung.height % 2).toBe(0);
          expect(rung.width).toBeLessThanOrEqual(width + 1);
          expect(rung.height).toBeLessThanOrEqual(height + 1);
        }
      }),
    );
  });
});

describe('H.264 levels (table A-1)', () => {
  it.each([
    [426, 240, 24, 400_000, '2.1'],
    [640, 360, 30, 800_000, '3.0'],
    [1280, 720, 30, 2_800_000, '3.1'],
    [1280, 720, 60, 4_200_000, '3.2'],
    [1920, 1080, 30, 5_000_000, '4.0'],
    [1920, 1080, 60, 7_500_000, '4.2'],
    [3840, 2160, 30, 16_000_000, '5.1'],
    [3840, 2160, 60, 24_000_000, '5.2'],
  ])('%i×%i at %i fps, %i bit/s: %s', (width, height, fps, maxrate, level) => {
    expect(h264Level(width, height, rational(fps), maxrate)).toBe(level);
  });
});
