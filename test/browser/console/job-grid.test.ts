import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { JobPageSite } from './job-page.ts';
import { cell, largeGrid, sampleJob, smallGrid } from './job-samples.ts';
import { JobStub } from './job-stub.ts';
import { frameTimes, pixelAt } from './job-tools.ts';

let site: JobPageSite;
const stub = () => new JobStub(sampleJob({ hls: null }), smallGrid());

beforeAll(async () => {
  site = await JobPageSite.start(stub());
});
afterAll(() => site?.stop());

const grid = (page: Page) => page.getByRole('application');
const spoken = (page: Page) => grid(page).locator('output').textContent();
const count = (page: Page, state: string) =>
  page.getByRole('button', { name: new RegExp(`^${state} \\d`) }).textContent();
const painted = (page: Page) => expect.poll(async () => (await pixelAt(page, 0.5, 30))[3]).toBe(255);

describe('the grid of a small job', () => {
  it('tells of the cell under the mouse, in all that is known', async () => {
    const shown = stub();
    const page = await site.open(shown);
    const box = await grid(page).boundingBox();
    await page.mouse.move((box?.x ?? 0) + (box?.width ?? 0) * (1.5 / 12), (box?.y ?? 0) + (box?.height ?? 0) - 8);
    const card = page.locator('.cell-card');
    await expect.poll(() => card.textContent()).toContain('Chunk 2 of 12, 0:02.0 to 0:04.0360p-av1, AV1 Running');
    expect(await card.textContent()).toContain('worker worker-2@host-b');
    await page.mouse.move(0, 0);
    await expect.poll(() => card.count()).toBe(0);
    await page.close();
  });

  it('is walked through by keys, which say where they are', async () => {
    const page = await site.open(stub());
    await grid(page).focus();
    await expect.poll(() => spoken(page)).toBe('Chunk 1 of 12, 0:00.0 to 0:02.0. 360p and 180p, H.264: waiting.');
    for (const key of ['ArrowDown', 'End', 'ArrowLeft', 'Home', 'ArrowRight', 'ArrowRight'])
      await page.keyboard.press(key);
    await expect
      .poll(() => spoken(page))
      .toContain('Chunk 3 of 12, 0:04.0 to 0:06.0. 360p-av1, AV1: retrying, attempt 1');
    await page.close();
  });

  it('follows events: the cell, its count and what is read of it', async () => {
    const shown = stub();
    const page = await site.open(shown);
    await grid(page).focus();
    await expect.poll(() => count(page, 'Failed')).toBe('Failed 1');
    await painted(page);
    const before = await pixelAt(page, 0.5 / 12, 30);
    shown.change([cell('h264-0', 0, { state: 'failed', attempt: 3, trouble: '<b>ffmpeg</b> gave up.' })]);
    await expect.poll(() => count(page, 'Failed')).toBe('Failed 2');
    await expect.poll(() => spoken(page)).toContain('failed, attempt 3');
    expect(await spoken(page)).toContain('The last failure: <b>ffmpeg</b> gave up.');
    expect(await pixelAt(page, 0.5 / 12, 30)).not.toEqual(before);
    await expect
      .poll(() => page.locator('.event-log').textContent())
      .toContain('Chunk 1 of 360p and 180p failed: <b>ffmpeg</b>');
    await page.close();
  });

  it('lets states stand out', async () => {
    const page = await site.open(stub());
    const done = [3.5 / 12, 72] as const;
    await painted(page);
    const before = await pixelAt(page, ...done);
    await page.getByRole('button', { name: /^Failed/ }).click();
    await expect.poll(() => pixelAt(page, ...done)).not.toEqual(before);
    await page.getByRole('button', { name: /^Done/ }).click();
    await expect.poll(() => pixelAt(page, ...done)).toEqual(before);
    await page.close();
  });

  it('is there as a table as well', async () => {
    const page = await site.open(stub());
    await page.getByText('The grid as a table').click();
    const row = page.getByRole('row', { name: /^360p-av1/ });
    expect(await row.getByRole('cell').allTextContents()).toEqual(['25 %', '6', '1', '1', '1', '1', '1', '1']);
    await page.close();
  });

  it('says that its connection is lost, and goes on when it is back', async () => {
    const shown = stub();
    const page = await site.open(shown);
    const connection = page.locator('.connection');
    await expect.poll(() => connection.textContent()).toBe('live');
    shown.grid = { ...smallGrid(), cells: [] };
    shown.cut();
    await expect.poll(() => connection.textContent()).toContain('lost');
    await expect.poll(() => connection.textContent(), { timeout: 5_000 }).toBe('live');
    await expect.poll(() => count(page, 'Waiting')).toBe('Waiting 24');
    await page.close();
  });
});

describe('600 chunks × 8 renditions', () => {
  it('are drawn at once, zoom and scroll without a stop, and tell of a cell far away', async () => {
    const troubles: string[] = [];
    const shown = new JobStub(sampleJob({ hls: null }), largeGrid(600));
    const page = await site.open(shown, {}, troubles);
    await expect.poll(() => count(page, 'Done')).toMatch(/^Done 2\d{3}$/);
    await painted(page);
    // A chunk at the start is reused, one at the end waits.
    expect(await pixelAt(page, 0.02, 30)).not.toEqual(await pixelAt(page, 0.99, 30));
    for (let i = 0; i < 5; i++) await page.getByRole('button', { name: 'Zoom in' }).click();
    const timing = setInterval(() => shown.change([cell('720p', 310 + (Date.now() % 200))]), 100);
    const times = await frameTimes(page, '.timeline-scroller', 1_500);
    clearInterval(timing);
    const sorted = [...times].sort((a, b) => a - b);
    const [median = 0, late = 0] = [0.5, 0.95].map((share) => sorted[Math.floor(share * sorted.length)] ?? 0);
    process.stdout.write(
      `\n600 × 8 scrolled: ${times.length} frames, median ${median.toFixed(1)} ms, p95 ${late.toFixed(1)} ms\n`,
    );
    expect(times.length).toBeGreaterThan(45);
    expect(median).toBeLessThan(20);
    await grid(page).focus();
    await page.keyboard.press('End');
    await expect.poll(() => spoken(page)).toContain('Chunk 600 of 600, 39:56.0 to 40:00.0. 2160p, H.264: waiting.');
    await expect.poll(() => page.locator('.place-frame').isVisible()).toBe(true);
    expect(troubles).toEqual([]);
    await page.close();
  });
});
