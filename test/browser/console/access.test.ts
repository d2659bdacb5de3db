import { Client, Connection } from '@temporalio/client';
import pLimit from 'p-limit';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { videoId } from '../../../services/core/index.ts';
import { parseJobSpec } from '../../../services/core/spec/index.ts';
import { listJobs, startJob } from '../../../services/temporal/index.ts';
import { TestApi } from '../../support/api.ts';
import { TestStack } from '../../support/stack.ts';
import { ConsoleSite } from './console-site.ts';
import { frameTimes, keepPicture, seriousFindings } from './job-tools.ts';

/* The console where keys are asked for, and where there are many jobs. Nobody works on those. */

const PATIENCE = { timeout: 20_000 };
const SECONDS = 90_000;
const JOBS = 1_000;
/** Each third job is hers. */
const TENANT = 'acme';

let stack: TestStack;
let api: TestApi;
let site: ConsoleSite;
let connection: Connection;
let client: Client;
beforeAll(async () => {
  stack = await TestStack.start();
  api = await TestApi.start(stack);
  site = await ConsoleSite.start(api.url);
  connection = await Connection.connect({ address: stack.servers.temporal.address });
  client = new Client({ connection });
  const few = pLimit(16);
  await Promise.all(Array.from({ length: JOBS }, (_, i) => few(() => startJob(client, numbered(i + 1)))));
  // A server lists what was started a moment later.
  await vi.waitFor(async () => expect(await listJobs(client, JOBS)).toHaveLength(JOBS), {
    timeout: 60_000,
    interval: 2_000,
  });
});
afterAll(async () => {
  await connection?.close();
  await site?.stop();
  await stack?.stop();
});

function numbered(n: number) {
  const id = videoId(`many-${String(n).padStart(4, '0')}`);
  const spec = parseJobSpec({ tenant: n % 3 === 0 ? TENANT : 'default' });
  return {
    videoId: id,
    source: { bucket: 'videos', key: `${id}/source`, name: `film ${n}.mp4` },
    spec,
    ownsSource: true,
  };
}

async function signedIn(key: string, path = '/'): Promise<Page> {
  const page = await site.open(path);
  await page.getByLabel('API key').fill(key);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('navigation').waitFor();
  return page;
}

const links = (page: Page) => page.getByRole('navigation').getByRole('link').allTextContents();

describe('whoever looks', () => {
  it(
    'is asked for a key, told when it is none, and gets the page that was wanted',
    async () => {
      const key = await api.key(TENANT);
      const page = await site.open('/new');
      await page.getByLabel('API key').fill('fk_nobody');
      await page.getByRole('button', { name: 'Sign in' }).click();
      await expect.poll(() => page.getByRole('alert').textContent(), PATIENCE).toContain('This key is none');
      await keepPicture(page, 'sign-in');
      expect(await seriousFindings(page)).toEqual([]);
      await page.getByLabel('API key').fill(key);
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.getByLabel('Video files').waitFor();
      await page.reload();
      await page.getByLabel('Video files').waitFor();
      expect(await page.evaluate("localStorage.getItem('fanout-key')")).toBeNull();
      await page.getByRole('button', { name: 'Sign out' }).click();
      await page.getByLabel('API key').waitFor();
      expect(await page.evaluate("sessionStorage.getItem('fanout-key')")).toBeNull();
      await page.context().close();
    },
    SECONDS,
  );

  it(
    'sees what its key allows',
    async () => {
      const [reader, admin, operator] = await Promise.all([
        signedIn(await api.key(TENANT, 'read')),
        signedIn(await api.key(TENANT)),
        signedIn(await api.key('*')),
      ]);
      expect(await links(reader)).toEqual(['Jobs']);
      expect(await links(admin)).toEqual(['Jobs', 'New', 'Keys']);
      expect(await links(operator)).toEqual(['Jobs', 'New', 'Fleet', 'Keys']);
      await Promise.all([reader, admin, operator].map((page) => page.context().close()));
    },
    SECONDS,
  );

  it(
    'makes a key, which is shown once, and revokes it, which ends its session',
    async () => {
      const page = await signedIn(await api.key(TENANT), '/keys');
      await page.getByLabel('What it is for').fill('<b>upload</b> button');
      await page.getByLabel('May').selectOption('read');
      await page.getByRole('button', { name: 'Make a key' }).click();
      const made = (await page.getByRole('status').locator('code').textContent()) ?? '';
      expect(made).toMatch(/^fk_/);
      const row = page.getByRole('row', { name: /<b>upload<\/b> button/ });
      await expect.poll(() => row.getByRole('cell').allTextContents(), PATIENCE).toContain('read');
      await keepPicture(page, 'keys');
      expect(await seriousFindings(page)).toEqual([]);

      const other = await signedIn(made);
      await row.getByRole('button', { name: /Revoke/ }).click();
      await page.getByRole('button', { name: 'Revoke it' }).click();
      await expect.poll(() => row.count(), PATIENCE).toBe(0);
      // A gateway remembers for half a minute whom it knew.
      await expect
        .poll(
          async () => {
            await other.reload();
            return other.getByLabel('API key').count();
          },
          { timeout: 45_000, interval: 3_000 },
        )
        .toBe(1);
      await Promise.all([page, other].map((one) => one.context().close()));
    },
    SECONDS,
  );
});

describe('a thousand jobs', () => {
  const rows = (page: Page) => page.locator('tr.row');
  const listed = async (page: Page) => Number(await page.getByRole('table').getAttribute('aria-rowcount')) - 1;

  it(
    'are turned over without a stop, and of them there are only those that are seen',
    async () => {
      const page = await signedIn(await api.key('*'));
      await expect.poll(() => listed(page), PATIENCE).toBeGreaterThanOrEqual(100);
      await expect
        .poll(
          async () => {
            await page.evaluate("document.querySelector('.rows').scrollTo(0, 1e9)");
            return listed(page);
          },
          { timeout: 30_000 },
        )
        .toBe(JOBS);
      const times = (await frameTimes(page, '.rows', 2_000)).sort((a, b) => a - b);
      const [median = 0, late = 0] = [times[Math.floor(times.length / 2)], times[Math.floor(times.length * 0.95)]];
      process.stdout.write(
        `\n1,000 jobs scrolled: ${times.length} frames, median ${median.toFixed(1)} ms, p95 ${late.toFixed(1)} ms\n`,
      );
      expect(await rows(page).count()).toBeLessThan(60);
      expect(median).toBeLessThan(25);
      await page.evaluate("document.querySelector('.rows').scrollTo(0, 0)");
      await keepPicture(page, 'jobs-many');
      expect(await seriousFindings(page)).toEqual([]);
      await page.context().close();
    },
    SECONDS,
  );

  it(
    'are gone through by the arrow keys',
    async () => {
      const page = await signedIn(await api.key('*'));
      await rows(page).first().waitFor();
      await rows(page).first().getByRole('link').focus();
      for (let n = 0; n < 30; n++) await page.keyboard.press('ArrowDown');
      await expect.poll(() => page.evaluate("document.activeElement.closest('tr')?.dataset.row")).toBe('30');
      await page.context().close();
    },
    SECONDS,
  );

  it(
    'are searched, by tenant and by name, and those of others are in no list',
    async () => {
      const operator = await signedIn(await api.key('*'));
      await operator.getByLabel('Search by name or id').fill('film 777.');
      await expect
        .poll(() => rows(operator).allTextContents(), PATIENCE)
        .toEqual([expect.stringContaining('many-0777')]);
      await operator.getByLabel('Search by name or id').fill('film 999.');
      await operator.getByRole('searchbox', { name: 'Tenant' }).fill('default');
      await expect.poll(() => operator.locator('.empty').count(), PATIENCE).toBe(1);

      const tenant = await signedIn(await api.key(TENANT));
      await expect.poll(() => listed(tenant), PATIENCE).toBeGreaterThanOrEqual(100);
      const ids = await tenant.locator('.job-id').allTextContents();
      expect(ids.every((id) => Number(id.slice(-4)) % 3 === 0)).toBe(true);
      await tenant.getByLabel('Search by name or id').fill('many-0001');
      await expect.poll(() => tenant.locator('.empty').count(), PATIENCE).toBe(1);
      await Promise.all([operator, tenant].map((page) => page.context().close()));
    },
    SECONDS,
  );

  it(
    'tell of one more, without a reload',
    async () => {
      const page = await signedIn(await api.key(TENANT));
      const first = () => rows(page).first().textContent();
      await expect.poll(first, PATIENCE).toMatch(/film \d+\.mp4/);
      await startJob(client, numbered(JOBS + 2));
      await expect.poll(first, PATIENCE).toContain('film 1002.mp4');
      await page.context().close();
    },
    SECONDS,
  );
});

it('went without errors, and asked no other host', () => {
  expect(site.troubles).toEqual([]);
});
