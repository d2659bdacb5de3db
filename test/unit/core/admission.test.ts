import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Admissions, admit, NO_ADMISSIONS, release, request, videoId } from '../../../services/core/index.ts';

const ask = (now: Admissions, name: string, { priority = 3, limit = 2 } = {}) =>
  request(now, { videoId: videoId(name), priority, limit });

describe('places of a tenant', () => {
  it('go to whoever came first, as many as there are', () => {
    const three = ['a', 'b', 'c'].reduce((now, name) => ask(now, name), NO_ADMISSIONS);
    const { admissions, admitted } = admit(three);
    expect(admitted).toEqual(['a', 'b']);
    expect(admissions.waiting.map((job) => job.videoId)).toEqual(['c']);
    expect(admit(release(admissions, [videoId('a')])).admitted).toEqual(['c']);
  });

  it('go to the most urgent first', () => {
    let now = ask(ask(NO_ADMISSIONS, 'late', { limit: 1 }), 'urgent', { priority: 1, limit: 1 });
    expect(admit(now).admitted).toEqual(['urgent']);
    now = ask(now, 'late', { priority: 1, limit: 1 });
    expect(admit(now).admitted, 'a new priority keeps the place in the line').toEqual(['late']);
  });

  it('are asked for once, however often they are asked for', () => {
    const { admissions } = admit(ask(ask(NO_ADMISSIONS, 'a'), 'a'));
    expect(admissions).toEqual({ limit: 2, running: ['a'], waiting: [] });
    expect(ask(admissions, 'a')).toEqual(admissions);
  });

  it('are taken from nobody when there are fewer of them', () => {
    const { admissions } = admit(ask(ask(NO_ADMISSIONS, 'a'), 'b'));
    const fewer = admit(ask(admissions, 'c', { limit: 1 }));
    expect(fewer.admissions.running).toEqual(['a', 'b']);
    expect(fewer.admitted).toEqual([]);
  });

  it('are never more than the limit, and everybody gets one', () => {
    const events = fc.array(
      fc.record({ name: fc.integer({ min: 0, max: 9 }), priority: fc.integer({ min: 1, max: 5 }) }),
    );
    fc.assert(
      fc.property(events, fc.integer({ min: 1, max: 4 }), (asked, limit) => {
        let now = NO_ADMISSIONS;
        const served = new Set<string>();
        for (const { name, priority } of asked) {
          now = admit(ask(now, `v${name}`, { priority, limit })).admissions;
          expect(now.running.length).toBeLessThanOrEqual(limit);
          expect(now.waiting.length === 0 || now.running.length === limit, 'no place is left empty').toBe(true);
        }
        for (; now.running.length > 0; now = admit(now).admissions) {
          const [first] = now.running;
          if (first) served.add(first);
          now = release(now, first ? [first] : []);
        }
        expect(served).toEqual(new Set(asked.map(({ name }) => `v${name}`)));
      }),
    );
  });
});
