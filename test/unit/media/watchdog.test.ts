import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Watchdog } from '../../../services/media/watchdog.ts';

let now = 0;
beforeEach(() => {
  now = 1_000;
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  vi.spyOn(performance, 'now').mockImplementation(() => now);
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

function watch() {
  const end = vi.fn();
  const watchdog = new Watchdog(undefined, { wallMs: 3_600_000, stuckMs: 10_000, memoryBytes: 1e9 }, end);
  const pass = (ms: number, step = 250) => {
    for (let left = ms; left > 0; left -= step) {
      now += step;
      vi.advanceTimersByTime(250);
    }
  };
  return { watchdog, end, pass };
}

it('ends what makes no progress', () => {
  const { watchdog, end, pass } = watch();
  pass(9_000);
  expect(end).not.toHaveBeenCalled();
  pass(2_000);
  expect(end).toHaveBeenCalled();
  expect(watchdog.failure?.code).toBe('ENCODE_STUCK');
});

it('does not take its own standing still for that of the process', () => {
  const { watchdog, end, pass } = watch();
  pass(5_000);
  pass(60_000, 60_000);
  pass(3_000);
  expect(end).not.toHaveBeenCalled();
  pass(5_000);
  expect(watchdog.failure?.code).toBe('ENCODE_STUCK');
});
it('goes by a clock that nobody sets', () => {
  const { end, pass } = watch();
  vi.setSystemTime(new Date('2040-01-01'));
  pass(5_000);
  expect(end).not.toHaveBeenCalled();
});
