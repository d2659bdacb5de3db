import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  placeWatermark,
  remotePlace,
  s3Address,
  WATERMARK_POSITIONS,
  type Watermark,
} from '../../../services/core/index.ts';

const mark = (change: Partial<Watermark> = {}, width = 400, height = 200): Watermark => ({
  image: { sha256: '', bytes: 1, width, height },
  ...{ position: 'bottom-right', opacity: 0.8, width: 0.1, margin: 0.02 },
  ...change,
});

describe('where a watermark goes', () => {
  it.each([
    ['top-left', 38, 38],
    ['top-right', 1690, 38],
    ['bottom-left', 38, 946],
    ['bottom-right', 1690, 946],
    ['center', 864, 492],
  ] as const)('%s of 1080p', (position, x, y) => {
    expect(placeWatermark(mark({ position }), { width: 1920, height: 1080 })).toEqual({ x, y, width: 192, height: 96 });
  });

  it('keeps its shape where it must be smaller to fit', () => {
    const wide = placeWatermark(mark({ width: 1, margin: 0.4 }, 100, 400), { width: 1280, height: 720 });
    expect(wide).toEqual({ x: 588, y: 0, width: 180, height: 720 });
  });

  it('is always inside the picture, and even', () => {
    const side = fc.integer({ min: 1, max: 4096 }).map((half) => 2 * half);
    const image = fc.integer({ min: 1, max: 2048 });
    const share = (min: number, max: number) => fc.double({ min, max, noNaN: true });
    fc.assert(
      fc.property(
        ...[side, side, image, image],
        ...[fc.constantFrom(...WATERMARK_POSITIONS), share(0.01, 1), share(0, 0.4)],
        (width, height, imageWidth, imageHeight, position, part, margin) => {
          const at = placeWatermark(mark({ position, width: part, margin }, imageWidth, imageHeight), {
            width,
            height,
          });
          const { x, y } = at;
          for (const value of Object.values(at)) expect(value % 2).toBe(0);
          expect(Math.min(x, y)).toBeGreaterThanOrEqual(0);
          expect(Math.min(at.width, at.height)).toBeGreaterThanOrEqual(2);
          expect(x + at.width).toBeLessThanOrEqual(width);
          expect(y + at.height).toBeLessThanOrEqual(height);
        },
      ),
    );
  });
});

describe('addresses that workers can reach', () => {
  it.each([
    ['s3://videos/a/mark.png', { bucket: 'videos', key: 'a/mark.png' }],
    ['https://example.com/mark.png?x=1', { url: 'https://example.com/mark.png?x=1' }],
    ['HTTPS://example.com', { url: 'HTTPS://example.com' }],
    ...['http://example.com/a', '/etc/passwd', 's3://bucket', 'file:a', 'mark.png'].map(
      (text) => [text, null] as const,
    ),
  ] as const)('%s', (text, place) => {
    expect(remotePlace(text)).toEqual(place);
  });

  it('are written as they are read', () => {
    const place = { bucket: 'videos', key: 'a b/ü.png' };
    expect(remotePlace(s3Address(place))).toEqual(place);
  });
});
