import { expect, it } from 'vitest';
import { nextRestart } from '../../../services/core/index.ts';

it.each([
  { what: 'the first time', failures: 0, wellMs: 0, next: { failures: 1, delayMs: 1_000 } },
  { what: 'again at once', failures: 1, wellMs: 200, next: { failures: 2, delayMs: 2_000 } },
  { what: 'again, after almost a minute', failures: 3, wellMs: 59_999, next: { failures: 4, delayMs: 8_000 } },
  { what: 'for the sixth time', failures: 5, wellMs: 0, next: { failures: 6, delayMs: 30_000 } },
  { what: 'for ever', failures: 5_000, wellMs: 0, next: { failures: 5_001, delayMs: 30_000 } },
  { what: 'after a minute of health', failures: 9, wellMs: 60_000, next: { failures: 1, delayMs: 1_000 } },
])('a process that ends $what', ({ failures, wellMs, next }) => {
  expect(nextRestart({ failures, wellMs })).toEqual(next);
});
