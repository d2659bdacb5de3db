import { S3ServiceException } from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import { FanoutError } from '../../../services/core/index.ts';
import { keyRefusal } from '../../../services/store/index.ts';

const answer = (status: number, name: string) =>
  new S3ServiceException({ name, $fault: 'client', $metadata: { httpStatusCode: status } });

describe('keys that S3 does not take', () => {
  it.each([
    [answer(403, 'SignatureDoesNotMatch'), 'SignatureDoesNotMatch'],
    [answer(403, 'RequestTimeTooSkewed'), 'RequestTimeTooSkewed'],
    // To a HEAD there is no body that could say it.
    [answer(403, '403'), '403'],
    [answer(401, 'UnknownError'), '401'],
    [answer(404, 'NotFound'), null],
    [answer(500, 'InternalError'), null],
    [new Error('connect ECONNREFUSED'), null],
    ['no error', null],
  ])('%s: %s', (thrown, name) => {
    expect(keyRefusal(thrown)).toBe(name);
    expect(keyRefusal(new FanoutError('STORAGE_FAILED', 'S3 could not', [], { cause: thrown }))).toBe(name);
  });
});
