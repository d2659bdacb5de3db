import type { Page } from 'playwright-core';

/** What the tests use of the video element; they are compiled without the browser's types. */
interface VideoElement {
  readonly currentTime: number;
  readonly ended: boolean;
  readonly error: { readonly message: string } | null;
  readonly readyState: number;
  readonly seekable: { readonly length: number; end(index: number): number };
  play(): Promise<void>;
}

export interface Watched {
  readonly problems: readonly string[];
  /** Seconds: where it started, what was there then, and where it ended. */
  readonly startedAt: number;
  readonly playableAtStart: number;
  readonly endedAt: number;
  /** What its buttons say. */
  readonly rungs: readonly string[];
  /** What the page says at the end. */
  readonly state: string;
}

/** A job on a busy machine takes minutes. */
const PATIENCE_MS = 300_000;
/** `HAVE_FUTURE_DATA`: it could go on from here. */
const PLAYABLE = 3;

/**
 * Opens the gateway's page while a job runs, starts it as soon as it can play, and waits for the end.
 * @param rung the button that is pressed on the way
 */
export async function watchToTheEnd(page: Page, url: string, rung: string): Promise<Watched> {
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  const answer = await page.goto(url);
  if (answer?.status() !== 200) problems.push(`${url}: ${answer?.status()}`);
  const video = page.locator('video');
  await until(() => video.evaluate(({ readyState }: VideoElement) => readyState).then((state) => state >= PLAYABLE));
  const start = await video.evaluate(async (element: VideoElement) => {
    const { currentTime, seekable } = element;
    await element.play();
    return { startedAt: currentTime, playableAtStart: seekable.length > 0 ? seekable.end(seekable.length - 1) : 0 };
  });
  const rungs = await page.getByRole('button').allTextContents();
  await page.getByRole('button', { name: rung }).click();
  await until(() => video.evaluate(({ ended }: VideoElement) => ended));
  const end = await video.evaluate(({ currentTime, error }: VideoElement) => ({ endedAt: currentTime, error }));
  if (end.error) problems.push(end.error.message);
  const state = (await page.locator('#state').textContent()) ?? '';
  if (!state.startsWith('Complete')) problems.push(state);
  return { problems, ...start, endedAt: end.endedAt, rungs, state };
}

/** Asks again and again, since the page's policy forbids playwright to wait inside of it. */
async function until(isSo: () => Promise<boolean>): Promise<void> {
  for (const started = Date.now(); !(await isSo()); ) {
    if (Date.now() - started > PATIENCE_MS) throw new Error('the watch page did not get there in time');
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
