import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { h264Level, makeLadder, RUNG_NAMES, rational } from '../../../services/core/index.ts';

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

  it('gives a source that is smaller than every wished rung one of its own size, and says what was skipped', () => {
    const reason = 'the source is 180 pixels on its short side; never scaled up';
    expect(makeLadder({ width: 320, height: 180 }, film, ['360p', '720p'])).toEqual({
      rungs: [{ name: '180p', width: 320, height: 180, maxrate: 400_000 }],
      skipped: [
        { rung: '720p', reason },
        { rung: '360p', reason },
      ],
    });
    expect(makeLadder({ width: 360, height: 640 }, rational(60), ['720p']).rungs).toEqual([
      { name: '360p', width: 360, height: 640, maxrate: 1_200_000 },
    ]);
    expect(makeLadder({ width: 640, height: 400 }, film, ['720p']).rungs).toMatchObject([
      { name: '400p', maxrate: 1_400_000 },
    ]);
  });

  it('has a rung for every source, and every wished rung is made or skipped', () => {
    const side = fc.integer({ min: 2, max: 8192 });
    const wish = fc.subarray([...RUNG_NAMES], { minLength: 1 });
    fc.assert(
      fc.property(side, side, wish, (width, height, wished) => {
        const { rungs, skipped } = makeLadder({ width, height }, film, wished);
        const short = Math.min(width, height);
        const made = rungs.map(({ name }) => name);
        expect(made.length).toBeGreaterThan(0);
        if (skipped.length === wished.length) expect(made).toEqual([`${short}p`]);
        else expect([...made, ...skipped.map(({ rung }) => rung)].sort()).toEqual([...wished].sort());
      }),
    );
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
