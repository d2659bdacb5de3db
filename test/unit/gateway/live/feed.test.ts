import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FanoutError } from '../../../../services/core/index.ts';
import { Feed, type FeedReader, type FeedSource, type View } from '../../../../services/gateway/live/index.ts';

class Reader implements FeedReader {
  readonly view: View;
  text = '';
  ended = false;
  constructor(view: View = 'operator') {
    this.view = view;
  }
  write(text: string): void {
    this.text += text;
  }
  end(): void {
    this.ended = true;
  }
  get ids(): string[] {
    return [...this.text.matchAll(/^id: (.+)$/gm)].map(([, id = '']) => id);
  }
  get data(): unknown[] {
    return [...this.text.matchAll(/^data: (.+)$/gm)].map(([, data = '']) => JSON.parse(data));
  }
}

/** Counts up by one with each reading; over at `last`. */
function counting(last = Number.POSITIVE_INFINITY) {
  let n = 0;
  const reads = vi.fn(async () => ++n);
  const source: FeedSource<number> = {
    everyMs: 100,
    read: reads,
    whole: (state) => [{ name: 'n', data: (view) => ({ n: state, view }) }],
    changes: (before, after) => (before === after ? [] : [{ name: 'n', data: (view) => ({ n: after, view }) }]),
    isOver: (state) => state >= last,
  };
  return { source, reads };
}

describe('a feed', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  const feedOf = async (source: FeedSource<number>, onTrouble: (trouble: FanoutError) => void = () => {}) => {
    const feed = new Feed(source, onTrouble);
    await feed.ready();
    return feed;
  };

  it('is read once, however many follow', async () => {
    const { source, reads } = counting();
    const feed = await feedOf(source);
    const readers = Array.from({ length: 50 }, () => new Reader());
    for (const reader of readers) feed.add(reader, undefined);
    await vi.advanceTimersByTimeAsync(310);
    expect(reads).toHaveBeenCalledTimes(4);
    for (const reader of readers) expect(reader.data).toEqual([1, 2, 3, 4].map((n) => ({ n, view: 'operator' })));
    feed.close();
  });

  it('tells tenants what is theirs', async () => {
    const feed = await feedOf(counting().source);
    const tenant = new Reader('tenant');
    feed.add(tenant, undefined);
    expect(tenant.data).toEqual([{ n: 1, view: 'tenant' }]);
    feed.close();
  });

  it('goes on after the last event that a reader had, and leaves none out', async () => {
    const feed = await feedOf(counting().source);
    const first = new Reader();
    const leave = feed.add(first, undefined);
    const other = new Reader();
    feed.add(other, undefined);
    await vi.advanceTimersByTimeAsync(110);
    leave();
    await vi.advanceTimersByTimeAsync(200);
    const again = new Reader();
    feed.add(again, first.ids.at(-1));
    expect([...first.data, ...again.data]).toEqual(other.data);
    feed.close();
  });

  it('begins anew where it is not known what a reader had', async () => {
    const feed = await feedOf(counting().source);
    const other = new Reader();
    feed.add(other, undefined);
    await vi.advanceTimersByTimeAsync(100 * 100);
    for (const id of ['x-1', '', 'nonsense', other.ids[0], `${other.ids.at(-1)}0`]) {
      const reader = new Reader();
      feed.add(reader, id);
      expect(reader.data, String(id)).toEqual([other.data.at(-1)]);
    }
    feed.close();
  });

  it('rests while nobody follows', async () => {
    const { source, reads } = counting();
    const feed = await feedOf(source);
    const leave = feed.add(new Reader(), undefined);
    leave();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(reads).toHaveBeenCalledTimes(1);
    expect(feed.isIdle).toBe(true);
  });

  it('ends with what it is of', async () => {
    const { source, reads } = counting(3);
    const feed = await feedOf(source);
    const reader = new Reader();
    feed.add(reader, undefined);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(reader.ended).toBe(true);
    expect(reads).toHaveBeenCalledTimes(3);
    const late = new Reader();
    feed.add(late, undefined);
    expect(late).toMatchObject({ ended: true, data: [{ n: 3, view: 'operator' }] });
  });

  it('goes on after trouble, more and more slowly, and says it once', async () => {
    const { source, reads } = counting();
    const onTrouble = vi.fn();
    const feed = await feedOf(source, onTrouble);
    const reader = new Reader();
    feed.add(reader, undefined);
    reads.mockRejectedValue(new FanoutError('STACK_UNREACHABLE', 'Away.'));
    await vi.advanceTimersByTimeAsync(3_000);
    expect(reads.mock.calls.length).toBeLessThan(8);
    expect(onTrouble).toHaveBeenCalledTimes(1);
    reads.mockResolvedValue(77);
    await vi.advanceTimersByTimeAsync(5_100);
    expect(reader.data.at(-1)).toEqual({ n: 77, view: 'operator' });
    feed.close();
  });

  it('lets go of those who follow what is removed', async () => {
    const { source, reads } = counting();
    const feed = await feedOf(source);
    const reader = new Reader();
    feed.add(reader, undefined);
    reads.mockRejectedValue(new FanoutError('VIDEO_NOT_FOUND', 'Gone.'));
    await vi.advanceTimersByTimeAsync(110);
    expect(reader.ended).toBe(true);
  });
});
