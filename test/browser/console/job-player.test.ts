import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readCode } from '../barcode.ts';
import { CLIP } from '../barcode-clip.ts';
import { JobMedia, SEGMENT_SECONDS } from './job-media.ts';
import { JobPageSite } from './job-page.ts';
import { completeJob, sampleJob, smallGrid } from './job-samples.ts';
import { JobStub } from './job-stub.ts';
import { brightness } from './job-tools.ts';

let site: JobPageSite;
let media: JobMedia;
const PATIENCE = { timeout: 20_000 };

beforeAll(async () => {
  media = await JobMedia.make();
  site = await JobPageSite.start(new JobStub(sampleJob(), null));
});
afterAll(async () => {
  await site?.stop();
  await media?.remove();
});

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const bar = (page: Page) => page.getByRole('slider', { name: 'Time' });
const barText = async (page: Page) => (await bar(page).getAttribute('aria-valuetext')) ?? '';
const code = async (page: Page, index = 0) => readCode(await brightness(page, index));
const time = (page: Page) => page.evaluate<number>("document.querySelector('video').currentTime");

describe('the player', () => {
  it('plays what is there while the rest is being made, and gets more as it comes', async () => {
    const troubles: string[] = [];
    media.segments = 3;
    const page = await site.open(new JobStub(sampleJob(), smallGrid(), media), {}, troubles);
    await expect.poll(() => barText(page), PATIENCE).toBe('0:00 of 0:24, playable up to 0:06');
    expect(await page.evaluate<boolean>("document.querySelector('video').paused")).toBe(true);
    await button(page, '▶ Play').click();
    await expect.poll(() => time(page), PATIENCE).toBeGreaterThan(0.5);
    media.segments = CLIP.seconds / SEGMENT_SECONDS;
    await expect.poll(() => barText(page), PATIENCE).toMatch(/playable up to 0:24$/);
    await button(page, '❚❚ Pause').click();
    expect(await code(page)).toBeGreaterThan(0);
    expect(troubles).toEqual([]);
    await page.close();
  }, 60_000);

  it('goes to a chunk of the grid, and where keys and the mouse say', async () => {
    const page = await site.open(new JobStub(completeJob(), smallGrid(), media));
    await expect.poll(() => barText(page), PATIENCE).toMatch(/playable up to 0:24$/);
    const grid = page.getByRole('application');
    const box = await grid.boundingBox();
    await grid.click({ position: { x: (box?.width ?? 0) * (5.5 / 12), y: 30 } });
    await expect.poll(() => code(page), PATIENCE).toBe(10 * CLIP.rate);
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    await expect.poll(() => code(page), PATIENCE).toBe(12 * CLIP.rate);
    await bar(page).focus();
    await page.keyboard.press('ArrowLeft');
    await expect.poll(() => code(page), PATIENCE).toBe(7 * CLIP.rate);
    await page.keyboard.press(' ');
    await expect.poll(() => time(page), PATIENCE).toBeGreaterThan(7.2);
    await page.keyboard.press(' ');
    await button(page, '▶ Play').waitFor();
    await page.close();
  }, 60_000);

  it('shows what is where before one goes there', async () => {
    const page = await site.open(new JobStub(completeJob(), smallGrid(), media));
    await expect.poll(() => barText(page), PATIENCE).toMatch(/playable up to 0:24$/);
    const box = await bar(page).boundingBox();
    await page.mouse.move((box?.x ?? 0) + (box?.width ?? 0) * (6.5 / 12), (box?.y ?? 0) + 10);
    const picture = page.locator('.scrub-picture');
    await expect.poll(() => picture.getAttribute('style'), PATIENCE).toMatch(/sprite-001\.jpg.*-960px/);
    expect(await page.locator('.scrub-preview').textContent()).toBe('0:13');
    await page.close();
  }, 60_000);

  it('switches renditions and captions', async () => {
    const page = await site.open(new JobStub(completeJob(), smallGrid(), media));
    const choice = page.getByRole('combobox', { name: 'Rendition' });
    await expect.poll(() => choice.locator('option').count(), PATIENCE).toBe(3);
    expect((await choice.locator('option').allTextContents()).slice(1)).toEqual(['360p H.264', '180p H.264']);
    await choice.selectOption({ label: '180p H.264' });
    await button(page, '▶ Play').click();
    const width = () => page.evaluate<number>("document.querySelector('video').videoWidth");
    await expect.poll(width, PATIENCE).toBe(320);
    await choice.selectOption({ label: '360p H.264' });
    await expect.poll(width, PATIENCE).toBe(640);
    await page.getByRole('combobox', { name: 'Captions' }).selectOption({ label: 'English' });
    const cue = () =>
      page.evaluate<string>(
        "[...document.querySelector('video').textTracks].flatMap((t) => [...(t.activeCues ?? [])]).map((c) => c.text).join()",
      );
    await expect.poll(cue, PATIENCE).toBe('Hello there');
    await page.getByRole('combobox', { name: 'Captions' }).selectOption({ label: 'Off' });
    await expect.poll(cue, PATIENCE).toBe('');
    await page.close();
  }, 60_000);

  it('says as text why it cannot play', async () => {
    const page = await site.open(new JobStub(sampleJob(), smallGrid(), null));
    const alert = page.getByRole('alert');
    await expect
      .poll(() => alert.textContent(), PATIENCE)
      .toContain('The player gave up: manifestLoadError, the server answered 404.');
    expect(await button(page, 'Try again').count()).toBe(1);
    await page.close();
  }, 60_000);
});

it('shows bit rates also where nobody knows any more how chunks were made', async () => {
  const page = await site.open(new JobStub(completeJob(), null, media));
  await page.getByText('How its chunks were made is not kept any more.').waitFor();
  await page.getByText('The bit rates in words').click();
  await expect
    .poll(() => page.locator('.bitrates details li').first().textContent(), PATIENCE)
    .toMatch(/^360p: .* over 12 segments$/);
  await expect.poll(() => page.locator('.plot canvas').count(), PATIENCE).toBe(1);
  await page.close();
}, 60_000);

describe('the comparison', () => {
  const bothShow = async (page: Page, frame: number) => {
    await expect
      .poll(() => page.locator('.compare-frame').textContent(), PATIENCE)
      .toContain(`Both show frame ${frame} `);
    expect([await code(page, 0), await code(page, 1)]).toEqual([frame, frame]);
  };

  it('shows two renditions at the same frame, wherever one goes', async () => {
    const page = await site.open(new JobStub(completeJob(), smallGrid(), media));
    await expect.poll(() => barText(page), PATIENCE).toMatch(/playable up to 0:24$/);
    await button(page, 'Compare two renditions').click();
    await bothShow(page, 0);
    const widths = () => page.evaluate<number[]>("[...document.querySelectorAll('video')].map((v) => v.videoWidth)");
    expect(await widths()).toEqual([640, 320]);
    expect(await page.locator('.compare-facts p').allTextContents()).toEqual([
      expect.stringContaining('640×360 · H.264 · 900 kbit/s · SSIM 0.9910'),
      expect.stringContaining('320×180 · H.264 · 250 kbit/s · SSIM 0.9790'),
    ]);
    for (const frame of [1, 2]) {
      await button(page, 'One frame on').click();
      await bothShow(page, frame);
    }
    await page.getByRole('slider', { name: 'Frame' }).fill('335');
    await bothShow(page, 335);
    await button(page, 'One frame back').click();
    await bothShow(page, 334);
    await page.getByLabel('Left rendition').selectOption({ label: '180p H.264' });
    await expect.poll(widths, PATIENCE).toEqual([320, 320]);
    await bothShow(page, 334);
    await page.close();
  }, 60_000);

  it('keeps both together while they play, and ends at one frame', async () => {
    const page = await site.open(new JobStub(completeJob(), smallGrid(), media));
    await expect.poll(() => barText(page), PATIENCE).toMatch(/playable up to 0:24$/);
    await button(page, 'Compare two renditions').click();
    await bothShow(page, 0);
    await button(page, '▶ Play').click();
    await expect.poll(() => time(page), PATIENCE).toBeGreaterThan(2);
    const apart = await page.evaluate<number>(
      "(([a, b]) => Math.abs(a.currentTime - b.currentTime))(document.querySelectorAll('video'))",
    );
    expect(apart).toBeLessThan(0.2);
    await button(page, '❚❚ Pause').click();
    await expect.poll(() => page.locator('.compare-frame').textContent(), PATIENCE).toMatch(/^Both show frame \d+ /);
    expect(await code(page, 0)).toBe(await code(page, 1));
    await page.close();
  }, 60_000);
});
