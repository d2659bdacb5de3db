import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { JobMedia } from './job-media.ts';
import { JobPageSite } from './job-page.ts';
import { completeJob, largeGrid, sampleJob, smallGrid } from './job-samples.ts';
import { JobStub } from './job-stub.ts';
import { keepPicture, seriousFindings } from './job-tools.ts';

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
const overflow = (page: Page) => page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');

describe.each([
  ['dark', { colorScheme: 'dark' }],
  ['light', { colorScheme: 'light' }],
  ['phone', { colorScheme: 'light', viewport: { width: 390, height: 844 }, deviceScaleFactor: 2 }],
] as const)('on a screen that is %s', (look, options) => {
  it.each([
    ['running', sampleJob(), largeGrid(600)],
    ['complete', completeJob(), smallGrid()],
  ] as const)(
    'a %s job has no serious findings of axe, and nothing beyond the width',
    async (name, job, grid) => {
      const page = await site.open(new JobStub(job, grid, media), options);
      await expect
        .poll(() => page.getByRole('combobox', { name: 'Rendition' }).locator('option').count(), PATIENCE)
        .toBe(3);
      await expect.poll(() => page.locator('.plot canvas').count(), PATIENCE).toBe(1);
      await page.getByRole('application').focus();
      await page.keyboard.press('ArrowRight');
      await keepPicture(page, `job-${name}-${look}`);
      await page.getByText('The grid as a table').click();
      expect(await seriousFindings(page)).toEqual([]);
      expect(await overflow(page)).toBeLessThanOrEqual(0);
      await page.close();
    },
    60_000,
  );

  it('so has a comparison, and what asks before it destroys', async () => {
    const page = await site.open(new JobStub(completeJob(), smallGrid(), media), options);
    await button(page, 'Compare two renditions').click();
    await expect.poll(() => page.locator('.compare-frame').textContent(), PATIENCE).toContain('Both show frame 0 ');
    await keepPicture(page, `job-compare-${look}`);
    expect(await seriousFindings(page)).toEqual([]);
    expect(await overflow(page)).toBeLessThanOrEqual(0);
    await button(page, 'Delete…').click();
    expect(await seriousFindings(page)).toEqual([]);
    await page.close();
  }, 60_000);
});
