import { expect, it } from 'vitest';
import { wholeNumber } from '../../../services/core/index.ts';

const slots = { byDefault: 8, min: 1, max: 200 };

it.each<[string | undefined, number]>([
  [undefined, 8],
  ['', 8],
  ['1', 1],
  ['200', 200],
])('%j is %j', (text, value) => {
  expect(wholeNumber({ ...(text === undefined ? {} : { SLOTS: text }) }, 'SLOTS', slots)).toBe(value);
});

it.each(['0', '201', '2.5', 'many', '-1', 'NaN'])('%j is refused by name', (text) => {
  expect(() => wholeNumber({ SLOTS: text }, 'SLOTS', slots)).toThrow(
    expect.objectContaining({
      code: 'CONFIG_INVALID',
      message: `SLOTS is "${text}": it must be a whole number from 1 to 200.`,
    }),
  );
});
