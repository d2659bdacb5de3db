import fc from 'fast-check';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import {
  forget,
  type KeptUpload,
  keep,
  keptOf,
  readKept,
} from '../../../../services/console/new/upload/kept-uploads.ts';
import { bytesSent, partsToSend } from '../../../../services/console/new/upload/parts.ts';
import { Speed, secondsLeft } from '../../../../services/console/new/upload/speed.ts';

describe('parts of an upload', () => {
  it('are those that have not arrived', () => {
    const plan = { bytes: 25, partBytes: 10, parts: 3, sent: [2] };
    expect(partsToSend(plan)).toEqual([
      { number: 1, start: 0, end: 10 },
      { number: 3, start: 20, end: 25 },
    ]);
    expect(bytesSent(plan)).toBe(10);
  });

  it('cover the file once, whatever has arrived', () => {
    const plans = fc
      .record({ bytes: fc.integer({ min: 1, max: 10_000 }), partBytes: fc.integer({ min: 1, max: 3_000 }) })
      .chain(({ bytes, partBytes }) => {
        const parts = Math.ceil(bytes / partBytes);
        const numbers = Array.from({ length: parts }, (_, i) => i + 1);
        return fc.record({
          ...{ bytes: fc.constant(bytes), partBytes: fc.constant(partBytes) },
          parts: fc.constant(parts),
          sent: fc.subarray(numbers),
        });
      });
    fc.assert(
      fc.property(plans, (plan) => {
        const left = partsToSend(plan);
        expect(left.map(({ number }) => number)).toEqual(
          Array.from({ length: plan.parts }, (_, i) => i + 1).filter((number) => !plan.sent.includes(number)),
        );
        for (const { number, start, end } of left) {
          expect(start).toBe((number - 1) * plan.partBytes);
          expect(end - start).toBe(number === plan.parts ? plan.bytes - start : plan.partBytes);
        }
        expect(bytesSent(plan) + left.reduce((sum, { start, end }) => sum + end - start, 0)).toBe(plan.bytes);
      }),
    );
  });
});

describe('the speed of an upload', () => {
  it('is that of the last seconds', () => {
    const speed = new Speed();
    expect(speed.bytesPerSecond).toBeNull();
    speed.add(0, 0);
    speed.add(100, 5_000);
    expect(speed.bytesPerSecond).toBeNull();
    for (let second = 1; second <= 60; second++)
      speed.add(second * 1000, second < 40 ? 1_000 : 1_000 + (second - 39) * 500);
    expect(speed.bytesPerSecond).toBe(500);
    speed.forget();
    expect(speed.bytesPerSecond).toBeNull();
  });

  it('is none while something is sent again', () => {
    const speed = new Speed();
    speed.add(0, 10_000);
    speed.add(1_000, 4_000);
    expect(speed.bytesPerSecond).toBe(0);
  });

  it('says how long the rest takes, where it can', () => {
    expect(secondsLeft(1_000, 250)).toBe(4);
    expect(secondsLeft(1_000, 0)).toBeNull();
    expect(secondsLeft(1_000, null)).toBeNull();
  });
});

describe('uploads that a browser remembers', () => {
  const storage = new Map<string, string>();
  const now = Date.now();
  const film: KeptUpload = { uploadId: 'a', name: 'film.mp4', bytes: 10, lastModified: 5, startedAt: now };
  beforeEach(() => {
    storage.clear();
    vi.stubGlobal('localStorage', {
      getItem: (key: string) => storage.get(key) ?? null,
      setItem: (key: string, value: string) => storage.set(key, value),
    });
    return () => vi.unstubAllGlobals();
  });

  it('are kept once, until they are forgotten', () => {
    keep(film);
    keep({ ...film, uploadId: 'b' });
    keep(film);
    expect(readKept().map(({ uploadId }) => uploadId)).toEqual(['b', 'a']);
    forget('b');
    expect(readKept()).toEqual([film]);
  });

  it('are not kept for longer than what had arrived', () => {
    keep(film);
    expect(readKept(now + 86_400_001)).toEqual([]);
  });

  it.each([
    '{',
    '"text"',
    '[null, 1, {"uploadId": "a"}]',
    '[{"uploadId":"a","name":"x","startedAt":1}]',
  ])('are none where %s stands in their place', (text) => {
    storage.set('fanout-uploads', text);
    expect(readKept(1)).toEqual([]);
  });

  it('belong to the same file only', () => {
    const file = { name: 'film.mp4', size: 10, lastModified: 5 };
    expect(keptOf(file, [film])).toBe(film);
    for (const other of [{ name: 'film2.mp4' }, { size: 11 }, { lastModified: 6 }]) {
      expect(keptOf({ ...file, ...other }, [film])).toBeNull();
    }
  });
});
