import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesOfPart, missingOf, partBytesFor, partCount } from '../../../services/control/uploads/parts.ts';

const bytes = fc.oneof(fc.integer({ min: 1, max: 1e9 }), fc.integer({ min: 1, max: 5 * 1024 ** 4 }));
const file = (size: number) => ({ bytes: size, partBytes: partBytesFor(size) });

describe('the parts of a file', () => {
  it('are what S3 takes: at most 10,000, of 5 MiB at least and 5 GiB at most, but for the last', () => {
    fc.assert(
      fc.property(bytes, (size) => {
        const one = file(size);
        const count = partCount(one);
        expect(count).toBeGreaterThanOrEqual(1);
        expect(count).toBeLessThanOrEqual(10_000);
        expect(one.partBytes).toBeGreaterThanOrEqual(5 * 1024 ** 2);
        expect(one.partBytes).toBeLessThanOrEqual(5 * 1024 ** 3);
        const last = bytesOfPart(one, count);
        expect(last).toBeGreaterThan(0);
        expect((count - 1) * one.partBytes + last).toBe(size);
      }),
    );
  });

  const three = { bytes: 2 * 8_388_608 + 5, partBytes: 8_388_608 };
  const [first, second, third] = [
    { number: 1, bytes: 8_388_608 },
    { number: 2, bytes: 8_388_608 },
    { number: 3, bytes: 5 },
  ] as const;
  const whole = [first, second, third];
  it.each([
    [whole, null],
    [[...whole].reverse(), null],
    [[first, second], 'part 3 of 3 has not arrived'],
    [[first, { number: 2, bytes: 7 }, third], 'part 2 has 7 bytes, and should have 8388608'],
    [[...whole, { number: 4, bytes: 1 }], 'there are 4 parts, and should be 3'],
    [[], 'part 1 of 3 has not arrived'],
  ])('are the whole file or not: %j', (arrived, expected) => {
    expect(
      missingOf(
        three,
        arrived.filter((part) => part !== undefined),
      ),
    ).toBe(expected);
  });
});
