import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { JobPageSite } from './job-page.ts';
import { completeJob, JOB_ID, sampleJob, smallGrid } from './job-samples.ts';
import { JobStub } from './job-stub.ts';

const HOSTILE = '<img src=x onerror="document.body.dataset.hurt=1">\u202E.mov';

let site: JobPageSite;
beforeAll(async () => {
  site = await JobPageSite.start(new JobStub(sampleJob(), null));
});
afterAll(() => site?.stop());

const running = () => new JobStub(sampleJob({ hls: null }), smallGrid());
const complete = () => new JobStub(completeJob({ hls: null }), smallGrid());
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const source = sampleJob().source;

describe('controls', () => {
  it('pause at once, and show the job as it was answered', async () => {
    const stub = running();
    const page = await site.open(stub);
    stub.job = sampleJob({ hls: null, state: 'paused' });
    await button(page, 'Pause').click();
    await button(page, 'Resume').waitFor();
    expect(await page.locator('.state').textContent()).toBe('paused');
    expect(stub.calls).toEqual([{ route: 'POST /pause', body: null }]);
    await page.close();
  });

  it('move a job before others', async () => {
    const stub = running();
    const page = await site.open(stub);
    await page.getByLabel('Priority').selectOption({ label: '1, first' });
    await expect.poll(() => stub.calls).toEqual([{ route: 'PUT /priority', body: { priority: 1 } }]);
    await page.close();
  });

  it('cancel only after they have asked', async () => {
    const stub = running();
    const page = await site.open(stub);
    await button(page, 'Cancel…').click();
    await button(page, 'Leave it').click();
    await button(page, 'Cancel…').click();
    expect(stub.calls).toEqual([]);
    await button(page, 'Cancel the job').click();
    await expect.poll(() => stub.calls).toEqual([{ route: 'POST /cancel', body: null }]);
    await expect.poll(() => page.getByRole('dialog').count()).toBe(0);
    await page.close();
  });

  it('delete only when the name was typed, and leave then', async () => {
    const stub = complete();
    const page = await site.open(stub);
    await button(page, 'Delete…').click();
    const go = button(page, 'Delete for good');
    expect(await go.isDisabled()).toBe(true);
    await page.getByRole('textbox').fill('Harbour at dawn');
    expect(await go.isDisabled()).toBe(true);
    await page.getByRole('textbox').fill('Harbour at dawn.mov');
    await go.click();
    await expect.poll(() => stub.calls).toEqual([{ route: 'DELETE ', body: null }]);
    await expect.poll(() => page.locator('body').getAttribute('data-left')).toBe('yes');
    await page.close();
  });

  it('add renditions that the source gives, and encode others anew', async () => {
    const stub = complete();
    const page = await site.open(stub);
    await button(page, 'Change renditions…').click();
    expect(await page.getByLabel('1440p').count()).toBe(0);
    await page.getByLabel('480p', { exact: true }).check();
    await page.getByLabel('720p-av1').check();
    await button(page, 'Add them').click();
    const added = { route: 'POST /renditions', body: { what: 'add', renditions: ['480p', '720p-av1'] } };
    await expect.poll(() => stub.calls).toEqual([added]);
    await button(page, 'Change renditions…').click();
    await page.getByLabel('Encode some anew').check();
    await page.getByLabel('180p', { exact: true }).check();
    await button(page, 'Encode them anew').click();
    await expect.poll(() => stub.calls[1]?.body).toEqual({ what: 'redo', renditions: ['180p'] });
    await page.close();
  });

  it('retry a failed job, and follow it again', async () => {
    const stub = running();
    stub.job = sampleJob({ hls: null, state: 'failed' });
    const page = await site.open(stub);
    stub.tell('end', { state: 'failed' });
    await expect.poll(() => page.locator('.connection').textContent()).toBe('');
    stub.job = sampleJob({ hls: null, state: 'running' });
    await button(page, 'Retry').click();
    await button(page, 'Pause').waitFor();
    await expect.poll(() => page.locator('.connection').textContent()).toBe('live');
    await page.close();
  });

  it('are not there for a key that may only read', async () => {
    const page = await site.open(running(), { scope: 'read' });
    expect(await page.locator('.controls button, .controls select').count()).toBe(0);
    await page.close();
  });

  it('say why something is refused, and where it is explained', async () => {
    const stub = running();
    const problem = {
      ...{ type: '/errors/JOB_PAUSED', title: 'The job is paused already.', status: 409, code: 'JOB_PAUSED' },
      ...{ detail: 'The job <i>is</i> paused.', hint: 'Resume it.', retryable: false, requestId: 'r1' },
    };
    stub.refusals.set('POST /pause', { status: 409, problem });
    const page = await site.open(stub);
    await button(page, 'Pause').click();
    const alert = page.getByRole('alert').filter({ hasText: 'The job <i>is</i> paused.' });
    await alert.waitFor();
    expect(await alert.getByRole('link').getAttribute('href')).toBe('/errors/JOB_PAUSED');
    await page.close();
  });
});

describe('what is told', () => {
  it('is text, whatever it looks like', async () => {
    const metadata = { '<b>title</b>': '<script>document.body.dataset.hurt=1</script>' };
    const error = {
      code: 'ENCODE_FAILED' as const,
      ...{ message: `${HOSTILE} failed.`, hint: '<u>Look</u>', retryable: false },
      details: ['<svg onload=alert(1)>'],
    };
    const stub = running();
    stub.job = sampleJob({
      hls: null,
      state: 'failed',
      metadata,
      error,
      source: source && { ...source, name: HOSTILE },
    });
    const page = await site.open(stub);
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toContain('<img src=x onerror=');
    expect(await page.locator('.job').textContent()).toContain('<b>title</b>');
    await button(page, 'Delete…').click();
    expect(await page.getByRole('dialog').textContent()).toContain('<img src=x');
    expect(await page.locator('img, svg[onload], .job script, .job u').count()).toBe(0);
    expect(await page.locator('body').getAttribute('data-hurt')).toBeNull();
    await page.close();
  });

  it('leads from an error to its page', async () => {
    const error = {
      code: 'SOURCE_TRUNCATED',
      message: 'It is cut off.',
      hint: 'Copy it again.',
      retryable: false,
    } as const;
    const page = await site.open(new JobStub(sampleJob({ hls: null, state: 'failed', error }), null));
    const link = page.getByRole('alert').getByRole('link');
    expect(await link.getAttribute('href')).toBe('/errors/SOURCE_TRUNCATED');
    await page.close();
  });

  it('has webhook events, which can be delivered again', async () => {
    const stub = complete();
    stub.deliveries = [
      {
        ...{
          id: 'evt_1',
          type: 'job.completed',
          state: 'given-up',
          occurredAt: '2026-11-26T19:24:00.000Z',
          attempts: 35,
        },
        ...{ lastStatus: 500, lastError: null, deliveredAt: null, nextAttemptAt: null },
      },
    ];
    const page = await site.open(stub);
    await button(page, 'Deliver job.completed again').click();
    await expect.poll(() => stub.calls).toEqual([{ route: 'POST /deliveries', body: { eventId: 'evt_1' } }]);
    await page.close();
  });

  it('has a line for a shell, without the key', async () => {
    const page = await site.open(running());
    await button(page, 'Copy curl line').click();
    // Without leave to use the clipboard, the line itself is shown.
    await expect.poll(() => page.locator('.share output').textContent()).toMatch(/copied|curl/);
    await page.close();
  });
});

it('tells that there is no such job', async () => {
  const stub = running();
  const problem = {
    ...{
      type: '/errors/VIDEO_NOT_FOUND',
      title: 'There is no video of that id.',
      status: 404,
      code: 'VIDEO_NOT_FOUND',
    },
    ...{ detail: `There is no video "${JOB_ID}".`, hint: 'See the list.', retryable: false, requestId: 'r2' },
  };
  stub.refusals.set('GET /events', { status: 404, problem });
  const page = await site.open(stub, { waitFor: 'alert' });
  expect(await page.getByRole('alert').textContent()).toContain('There is no video "mh2x4k1za8c3".');
  await page.close();
});
