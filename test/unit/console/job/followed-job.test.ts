import { expect, it, vi } from 'vitest';
import { FanoutClient } from '../../../../services/client/index.ts';
import { FollowedJob } from '../../../../services/console/job/state/followed-job.ts';
import { AXES, cell, job } from './sample.ts';

type Event = readonly [name: string, data: unknown];

/** Answers each time with the next of these, and keeps the last one open. */
function clientOf(answers: readonly (readonly Event[] | Response)[]): FanoutClient {
  const left = [...answers];
  const answer = () => {
    const next = left.shift();
    if (next instanceof Response) return next;
    const text = (next ?? []).map(([name, data]) => `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`).join('');
    return new Response(text);
  };
  return new FanoutClient({ baseUrl: 'http://x', fetch: async () => answer() });
}

const END: Event = ['end', { state: 'failed' }];

it('follows a job to its end, and again when it goes on', async () => {
  const again = [['job', job()], ['grid', { ...AXES, cells: [cell('av1-0', 1)] }], END] as const;
  const followed = new FollowedJob(clientOf([[['job', job({ state: 'failed' })], END], again]), 'sample');
  followed.start();
  await vi.waitFor(() => expect(followed.connection.value).toBe('over'));
  expect(followed.job.value?.state).toBe('failed');
  followed.take(job({ state: 'running' }));
  await vi.waitFor(() => expect(followed.cells.value[1]?.[1]?.state).toBe('done'));
  expect(followed.log.value.map(({ text }) => text)).toEqual([
    'The job is running.',
    'Followed from here on; the job is failed.',
  ]);
});

it('does not follow a job again that is over for good', async () => {
  const followed = new FollowedJob(clientOf([[['job', job({ state: 'failed' })], END]]), 'sample');
  followed.start();
  await vi.waitFor(() => expect(followed.connection.value).toBe('over'));
  followed.take(job({ state: 'cancelled' }));
  expect(followed.connection.value).toBe('over');
});

it('keeps why it was refused', async () => {
  const problem = {
    ...{
      type: '/errors/VIDEO_NOT_FOUND',
      title: 'none',
      status: 404,
      detail: 'There is none.',
      code: 'VIDEO_NOT_FOUND',
    },
    ...{ hint: '', retryable: false, requestId: 'r' },
  };
  const followed = new FollowedJob(clientOf([new Response(JSON.stringify(problem), { status: 404 })]), 'sample');
  followed.start();
  await vi.waitFor(() => expect(followed.refusal.value?.code).toBe('VIDEO_NOT_FOUND'));
});
