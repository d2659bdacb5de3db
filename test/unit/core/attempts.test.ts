import { describe, expect, it } from 'vitest';
import { CATALOGUE, type ErrorCode, judgeAttempt, spentAttempts, VITAL } from '../../../services/core/index.ts';

const tries = (attempt: number, excused: number) => ({ attempt, excused });

describe('what an attempt costs', () => {
  it.each<[string, ErrorCode | 'shutdown', number, number, object]>([
    ['an outage costs nothing', 'STORAGE_FAILED', 1, 0, { excused: 1, final: false, delayMs: 1_000 }],
    [
      'a long outage neither, and pauses no longer than so',
      'STORAGE_FAILED',
      900,
      899,
      { excused: 900, delayMs: 30_000 },
    ],
    ['an outage after failures is still one', 'STORAGE_FAILED', 5, 0, { excused: 1, final: false }],
    [
      'a worker that leaves costs nothing, nor a pause to speak of',
      'shutdown',
      40,
      3,
      { excused: 4, final: false, delayMs: 1 },
    ],
    ['a full disk holds its worker up', 'SCRATCH_FULL', 1, 0, { excused: 1, final: false, holdMs: 5_000 }],
    ['a strange server is excused for a while', 'SOURCE_UNREACHABLE', 10, 9, { excused: 10, final: false }],
    ['and then is not', 'SOURCE_UNREACHABLE', 11, 10, { excused: 10, final: false, delayMs: 1_000, holdMs: 0 }],
    ['a failure counts', 'ENCODE_FAILED', 1, 0, { excused: 0, final: false, delayMs: 1_000, holdMs: 0 }],
    ['the fourth pauses for longer', 'ENCODE_FAILED', 4, 0, { final: false, delayMs: 8_000 }],
    ['the fifth is final', 'ENCODE_FAILED', 5, 0, { excused: 0, final: true }],
    ['outages before it do not make it so', 'ENCODE_KILLED', 17, 13, { excused: 13, final: false }],
    ['bad input is final at once', 'SOURCE_TRUNCATED', 1, 0, { excused: 0, final: true }],
  ])('%s', (_what, end, attempt, excused, verdict) => {
    expect(judgeAttempt(end, tries(attempt, excused), VITAL)).toMatchObject(verdict);
  });

  it('counts those that failed, and those that left no word', () => {
    expect(spentAttempts(tries(1, 0))).toBe(0);
    expect(spentAttempts(tries(4, 1))).toBe(2);
    expect(spentAttempts(tries(1, 3))).toBe(0);
  });

  it('excuses nothing that would not be tried again', () => {
    for (const [code, { retryable, excusable }] of Object.entries(CATALOGUE))
      if (!retryable) expect([code, excusable]).toEqual([code, 0]);
  });
});
