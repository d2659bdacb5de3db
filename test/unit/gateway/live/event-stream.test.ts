import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { EventStream, StreamLimits } from '../../../../services/gateway/live/index.ts';

describe('a stream of events', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('says something every fifteen seconds', async () => {
    const stream = new EventStream('operator', async () => true);
    let text = '';
    stream.on('data', (part: string) => {
      text += part;
    });
    await vi.advanceTimersByTimeAsync(45_000);
    expect(text.match(/^:$/gm)).toHaveLength(3);
    stream.destroy();
  });

  it('lets go of a reader who does not read', () => {
    const stream = new EventStream('operator', async () => true);
    for (let i = 0; i < 20; i++) stream.write('x'.repeat(100_000));
    expect(stream.destroyed).toBe(true);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('ends when its key does', async () => {
    let may = true;
    const stream = new EventStream('tenant', async () => may);
    const ended = vi.fn();
    stream.on('end', ended).resume();
    await vi.advanceTimersByTimeAsync(15_000);
    expect(ended).not.toHaveBeenCalled();
    may = false;
    await vi.advanceTimersByTimeAsync(15_000);
    expect(ended).toHaveBeenCalled();
  });
});

describe('how many may follow', () => {
  it('no tenant may have all connections', () => {
    const limits = new StreamLimits(4);
    const gives = [limits.take('a'), limits.take('a')];
    expect(() => limits.take('a')).toThrow(/connections/);
    limits.take('b');
    for (const give of gives) {
      give();
      // Given back once.
      give();
    }
    limits.take('*');
    limits.take('*');
    limits.take('a');
    expect(() => limits.take('b')).toThrow(/connections/);
  });
});
