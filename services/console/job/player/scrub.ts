/** Seconds that an arrow key goes, and a page. */
const STEP = 5;
const PAGE = 30;

/** Where a key of the scrub bar brings the time; `null` for keys that do not move it. */
export function scrubbedBy(key: string, seconds: number, playable: number): number | null {
  const targets: Readonly<Record<string, number>> = {
    ArrowLeft: seconds - STEP,
    ArrowDown: seconds - STEP,
    ArrowRight: seconds + STEP,
    ArrowUp: seconds + STEP,
    PageDown: seconds - PAGE,
    PageUp: seconds + PAGE,
    Home: 0,
    End: playable,
  };
  const target = targets[key];
  return target === undefined ? null : Math.max(0, Math.min(playable, target));
}

/** The time at a place of the bar. @param share 0 to 1 of its width */
export function timeAt(share: number, duration: number): number {
  return Math.max(0, Math.min(1, share)) * duration;
}
