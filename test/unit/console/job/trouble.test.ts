import { expect, it } from 'vitest';
import { ApiError } from '../../../../services/client/index.ts';
import { troubleOf } from '../../../../services/console/ui/trouble.ts';

it('tells what the API refused, with what to do', () => {
  const problem = {
    ...{ type: '/errors/JOB_PAUSED', title: 'Paused.', status: 409, detail: 'It is paused.', hint: 'Resume it.' },
    ...{ retryable: false, requestId: 'r', code: 'JOB_PAUSED' as const },
  };
  expect(troubleOf(new ApiError(409, problem))).toMatchObject({
    ...{ code: 'JOB_PAUSED', message: 'It is paused.', hint: 'Resume it.' },
  });
});

it('tells of an answer of something between, and of none at all', () => {
  expect(troubleOf(new ApiError(502, null))).toMatchObject({ code: '', message: 'The server answered 502.' });
  expect(troubleOf(new TypeError('fetch failed')).message).toBe('The server cannot be reached.');
});

it('does not hide a defect', () => {
  const defect = new RangeError('off by one');
  expect(() => troubleOf(defect)).toThrow(defect);
});
