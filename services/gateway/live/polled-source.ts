import { isDeepStrictEqual } from 'node:util';
import type { FeedSource } from './feed.ts';

/** Events of one name, each of which is all of it, whenever it is another than before. */
export function polledSource<State>(name: string, everyMs: number, read: () => Promise<State>): FeedSource<State> {
  const whole = (state: State) => [{ name, data: () => state }];
  return {
    everyMs,
    read,
    whole,
    changes: (before, after) => (isDeepStrictEqual(before, after) ? [] : whole(after)),
    isOver: () => false,
  };
}
