import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { type Picture, parseStoryboard } from './storyboard.ts';

/** The pictures of a storyboard, with absolute addresses; none while there is none, or when it cannot be read. */
export function useStoryboard(url: string | null) {
  const pictures = useSignal<readonly Picture[]>([]);
  useEffect(() => {
    if (url === null) return;
    const ending = new AbortController();
    const load = async () => {
      const answer = await fetch(url, { signal: ending.signal });
      if (!answer.ok) return;
      const found = parseStoryboard(await answer.text());
      pictures.value = found.map((picture) => ({ ...picture, sprite: new URL(picture.sprite, url).href }));
    };
    // It is a convenience: scrubbing works without.
    load().catch(() => {});
    return () => ending.abort();
  }, [url, pictures]);
  return pictures;
}
