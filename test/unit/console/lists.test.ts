import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decisionsIn } from '../../../services/console/fleet/decisions.ts';
import { joinPages, type ListedJob } from '../../../services/console/jobs/join-pages.ts';
import { ago } from '../../../services/console/ui/ago.ts';
import { visibleRows } from '../../../services/console/ui/visible.ts';

const job = (videoId: string, state: ListedJob['state'] = 'running'): ListedJob => {
  return { videoId, name: videoId, state, tenant: 'acme', startedAt: '2026-11-27T10:00:00.000Z', closedAt: null };
};

describe('the list of jobs', () => {
  it('has each job once, as it was told last', () => {
    const joined = joinPages([job('c'), job('a', 'completed')], [job('b'), job('a'), job('b', 'failed')]);
    expect(joined.map(({ videoId, state }) => [videoId, state])).toEqual([
      ['c', 'running'],
      ['a', 'completed'],
      ['b', 'running'],
    ]);
  });

  it('has rows where they are seen, a few beyond, and never more than there are', () => {
    expect(visibleRows(0, 400, 40, 1_000)).toEqual([0, 18]);
    expect(visibleRows(20_000, 400, 40, 1_000)).toEqual([492, 518]);
    expect(visibleRows(90_000, 400, 40, 10)).toEqual([10, 10]);
    const lengths = fc.integer({ min: 0, max: 100_000 });
    fc.assert(
      fc.property(
        lengths,
        fc.integer({ min: 1, max: 2_000 }),
        fc.integer({ min: 0, max: 5_000 }),
        (top, height, count) => {
          const [first, end] = visibleRows(top, height, 48, count);
          expect(first).toBeGreaterThanOrEqual(0);
          expect(end).toBeLessThanOrEqual(count);
          expect(end).toBeGreaterThanOrEqual(first);
          expect(end - first).toBeLessThanOrEqual(Math.ceil(height / 48) + 17);
        },
      ),
    );
  });

  it.each([
    [-5, 'just now'],
    [59_999, 'just now'],
    [60_000, '1 min ago'],
    [7_200_000, '2 h ago'],
    [86_400_000, 'yesterday'],
    [172_800_000, '2 days ago'],
  ])('says of %i ms: %s', (ms, text) => expect(ago(ms)).toBe(text));
});

const queue = { name: 'transcode-queue', backlog: 0, ageSeconds: 0, inFlight: 0, workers: 0, busy: 0 };

describe('decisions of the scaling policy', () => {
  it('are where another number came to be wanted, the last first', () => {
    const point = (at: string, wanted: number | null, reason: string | null) => ({
      at,
      queues: [{ ...queue, wanted, reason }],
    });
    const points = [
      point('10:00', 0, 'idle'),
      point('10:01', 3, 'backlog'),
      point('10:02', null, null),
      point('10:03', 3, 'backlog'),
      point('10:04', 1, 'drained'),
    ];
    expect(decisionsIn(points)).toEqual([
      { at: '10:04', queue: 'transcode-queue', from: 3, to: 1, reason: 'drained' },
      { at: '10:01', queue: 'transcode-queue', from: 0, to: 3, reason: 'backlog' },
    ]);
    expect(decisionsIn(points.slice(0, 1))).toEqual([]);
  });
});
