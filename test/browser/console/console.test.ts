import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FanoutClient } from '../../../services/client/index.ts';
import { uploadFile } from '../../support/api.ts';
import { TestStack } from '../../support/stack.ts';

import { ConsoleSite } from './console-site.ts';
import { keepPicture, seriousFindings } from './job-tools.ts';
import { makePictureClip } from './picture-clip.ts';

/* The console as people use it: a real gateway, real servers and workers, real ffmpeg. */

const PATIENCE = { timeout: 60_000 };
const SECONDS = 180_000;
/** More chunks than are encoded at once, so that something is to be played while something is to be encoded. */
const MORE = JSON.stringify({ chunkSegments: 1, segmentSeconds: 2, encoder: { preset: 'medium' } });
const PART_BYTES = 8 * 1024 * 1024;

let stack: TestStack;
let site: ConsoleSite;
let client: FanoutClient;
let clip = '';
beforeAll(async () => {
  stack = await TestStack.startWhole();
  const url = await stack.gateway();
  client = new FanoutClient({ baseUrl: url });
  clip = await makePictureClip(stack.home.dir);
  site = await ConsoleSite.start(url);
});
afterAll(async () => {
  await site?.stop();
  await stack?.stop();
});

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name });
const state = (page: Page) => page.locator('.job-head .state').textContent();
const jobId = (page: Page) => new URL(page.url()).pathname.replace('/jobs/', '');

describe('a video', () => {
  let id = '';

  it(
    'is dropped, estimated, started, seen chunk by chunk, and played before it is finished',
    async () => {
      const page = await site.open('/');
      await page.getByRole('link', { name: 'New video' }).click();
      await page.getByLabel('Video files').setInputFiles(clip);
      await expect.poll(() => page.locator('.sources').textContent(), PATIENCE).toContain('uploaded');
      await page.getByRole('checkbox', { name: '360p' }).check();
      await page.getByRole('checkbox', { name: '240p' }).check();
      await page.getByText('More', { exact: true }).click();
      await page.getByLabel('Further settings, as JSON').fill(MORE);
      const estimate = page.getByRole('region', { name: 'Estimate' });
      await expect.poll(() => estimate.textContent(), PATIENCE).toMatch(/360p.*240p/s);
      const cost = estimate.locator('.cost');
      await cost.locator('summary').click();
      expect(
        await cost
          .getByRole('row', { name: /Fargate/ })
          .first()
          .textContent(),
      ).toMatch(/\$\d/);
      await cost.getByLabel('Prices of').selectOption('eu-west-1');
      // Prices that are another region's say so.
      await expect
        .poll(() => cost.getByRole('row', { name: /Fargate Spot/ }).textContent(), PATIENCE)
        .toContain('us-east-1');
      await keepPicture(page, 'new');
      await button(page, 'Start').click();
      await page.waitForURL(/\/jobs\//);
      id = jobId(page);
      await expect.poll(() => page.getByText(/chunks × 1 lane/).count(), PATIENCE).toBe(1);
      await expect.poll(() => button(page, '▶ Play').count(), PATIENCE).toBe(1);
      await button(page, '▶ Play').click();
      const played = () => page.evaluate<number>("document.querySelector('video')?.currentTime ?? 0");
      await expect.poll(played, PATIENCE).toBeGreaterThan(0.3);
      expect(await state(page)).toBe('running');
      await expect.poll(played, PATIENCE).toBeGreaterThan(3);
      await keepPicture(page, 'job-running');
      await expect.poll(() => state(page), { timeout: 120_000 }).toBe('completed');
      await keepPicture(page, 'job-completed');
      await page.close();
    },
    SECONDS,
  );

  it(
    'is compared with itself, frame by frame',
    async () => {
      const page = await site.open(`/jobs/${id}`);
      await button(page, 'Compare two renditions').click();
      await expect.poll(() => page.locator('.compare-frame').textContent(), PATIENCE).toContain('Both show frame 0');
      await button(page, 'One frame on').click();
      await expect.poll(() => page.locator('.compare-frame').textContent(), PATIENCE).toContain('Both show frame 1');
      await page.close();
    },
    SECONDS,
  );

  it(
    'has one of its rungs encoded anew',
    async () => {
      const page = await site.open(`/jobs/${id}`);
      await button(page, 'Change renditions…').click();
      await page.getByRole('radio', { name: /anew/ }).check();
      await page.getByRole('checkbox', { name: '240p' }).check();
      await button(page, 'Encode them anew').click();
      await expect
        .poll(() => page.locator('.job-title').textContent(), PATIENCE)
        .toContain('Change: redo 240p, completed');
      await page.close();
    },
    SECONDS,
  );

  it(
    'that is another is cancelled, after it was asked whether that is meant',
    async () => {
      const { uploadId } = await uploadFile(client, clip, 'another.mkv');
      await client.call('submitJob', { body: { source: { uploadId }, spec: { codecs: ['av1'] } } });
      const page = await site.open(`/jobs/${uploadId}`);
      await expect.poll(() => state(page), PATIENCE).toBe('running');
      await button(page, 'Pause').first().click();
      await expect.poll(() => state(page), PATIENCE).toBe('paused');
      await button(page, 'Cancel…').click();
      await button(page, 'Leave it').click();
      expect(await state(page)).toBe('paused');
      await button(page, 'Cancel…').click();
      await button(page, 'Cancel the job').click();
      await expect.poll(() => state(page), PATIENCE).toBe('cancelled');
      await page.close();
    },
    SECONDS,
  );

  it(
    'is deleted when its name was typed',
    async () => {
      const { uploadId } = await uploadFile(client, clip, '<img src=x onerror=alert(1)>.mkv');
      await client.call('submitJob', { body: { source: { uploadId }, spec: { ladder: ['240p'] } } });
      const page = await site.open(`/jobs/${uploadId}`);
      await expect.poll(() => state(page), PATIENCE).toBe('completed');
      expect(await page.locator('h1').textContent()).toBe('<img src=x onerror=alert(1)>.mkv');
      expect(await page.locator('h1 img').count()).toBe(0);
      await button(page, 'Delete…').click();
      const really = button(page, 'Delete for good');
      expect(await really.isDisabled()).toBe(true);
      await page.getByRole('dialog').getByRole('textbox').fill('<img src=x onerror=alert(1)>.mkv');
      await really.click();
      await page.waitForURL(`${site.url}/`);
      await page.close();
    },
    SECONDS,
  );
});

describe('an upload', () => {
  it(
    'goes on after the page was loaded anew, and sends nothing twice',
    async () => {
      const file = join(stack.home.dir, 'large.bin');
      await writeFile(file, randomBytes(9 * PART_BYTES + 17));
      const page = await site.open('/new');
      let [sent, isCut] = [0, true];
      await page.route(/partNumber=\d+/, async (route) => {
        // A line on which nothing comes through any more after some of it.
        if (isCut && sent >= 4) return;
        sent++;
        await route.continue();
      });
      await page.getByLabel('Video files').setInputFiles(file);
      const arrived = async () => {
        const [kept] = JSON.parse(await page.evaluate<string>("localStorage.getItem('fanout-uploads') ?? '[]'"));
        return kept ? (await client.call('getUpload', { params: { id: kept.uploadId } })).sent : [];
      };
      await expect.poll(async () => (await arrived()).length, PATIENCE).toBe(4);
      const before = await arrived();
      await page.reload();
      isCut = false;
      await expect.poll(() => page.getByText('Not finished').count(), PATIENCE).toBe(1);
      await keepPicture(page, 'upload-interrupted');
      const after: number[] = [];
      page.on('request', (request) => {
        const [, number] = /partNumber=(\d+)/.exec(request.url()) ?? [];
        if (number && request.method() === 'PUT') after.push(Number(number));
      });
      await page.getByLabel('Video files').setInputFiles(file);
      await expect.poll(() => page.locator('.sources').textContent(), PATIENCE).toContain('uploaded');
      expect(after.sort((a, b) => a - b)).toEqual(
        Array.from({ length: 10 }, (_, i) => i + 1).filter((number) => !before.includes(number)),
      );
      expect(await page.getByText('Not finished').count()).toBe(0);
      await page.close();
    },
    SECONDS,
  );

  it(
    'is paused, goes on, and is sent again where S3 did not take it',
    async () => {
      const file = join(stack.home.dir, 'other.bin');
      await writeFile(file, randomBytes(5 * PART_BYTES));
      const page = await site.open('/new');
      let begun = 0;
      await page.route(/\/v1\/uploads$/, async (route) => {
        begun++;
        // Stopped, and gone on with, before it is known what it is called.
        await new Promise((resolve) => setTimeout(resolve, 2_000));
        await route.continue();
      });
      let refusals = 0;
      await page.route(/partNumber=2&/, async (route) => {
        if (refusals++ < 2) await route.fulfill({ status: 503, headers: { 'access-control-allow-origin': '*' } });
        else await route.continue();
      });
      await page.getByLabel('Video files').setInputFiles(file);
      await button(page, 'Pause other.bin').click();
      await button(page, 'Go on with other.bin').click();
      await expect.poll(() => page.locator('.sources').textContent(), PATIENCE).toContain('uploaded');
      expect(refusals).toBeGreaterThanOrEqual(3);
      expect(begun).toBe(1);
      await page.close();
    },
    SECONDS,
  );
});

describe.each([
  ['dark', { colorScheme: 'dark' }],
  ['light', { colorScheme: 'light' }],
  ['phone', { colorScheme: 'light', viewport: { width: 390, height: 844 }, deviceScaleFactor: 2 }],
] as const)('on a screen that is %s', (look, options) => {
  it.each(['/', '/new', '/fleet'])('%s has no serious findings of axe, and nothing beyond the width', async (path) => {
    const page = await site.open(path, options);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.waitForTimeout(2_500);
    await keepPicture(page, `${path === '/' ? 'jobs' : path.slice(1)}-${look}`);
    expect(await seriousFindings(page)).toEqual([]);
    expect(await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
    await page.close();
  }, 60_000);
});

describe('the first load', () => {
  it('is 200 KB at most, and can be used within a second and a half', async () => {
    const times: number[] = [];
    for (let n = 0; n < 3; n++) {
      const page = await site.open('/openapi.json');
      let bytes = 0;
      page.on('requestfinished', async (request) => {
        if (!request.url().includes('/v1/')) bytes += (await request.sizes()).responseBodySize;
      });
      await page.goto(site.url);
      await page.getByRole('link', { name: 'New video' }).waitFor();
      times.push(await page.evaluate<number>('performance.now()'));
      await page.waitForTimeout(300);
      expect(bytes).toBeGreaterThan(20_000);
      expect(bytes).toBeLessThanOrEqual(200_000);
      await page.close();
    }
    expect(Math.min(...times)).toBeLessThanOrEqual(1_500);
  }, 60_000);

  it('and all that came after it went without errors, and asked no other host', () => {
    expect(site.troubles).toEqual([]);
  });
});
