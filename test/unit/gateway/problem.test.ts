import { ServiceError } from '@temporalio/client';
import { describe, expect, it } from 'vitest';
import { FanoutError } from '../../../services/core/index.ts';
import { problemOf, requestError } from '../../../services/gateway/problem.ts';

const grpc = (code: number) => Object.assign(new Error(`${code}`), { code, details: 'why', metadata: {} });

describe('what was thrown while a request was served', () => {
  it.each([1, 4, 8, 14])('is a stack that does not answer where gRPC says %i, wrapped or not', (code) => {
    expect(requestError(grpc(code)).code).toBe('STACK_UNREACHABLE');
    const wrapped = new ServiceError('Failed to describe', { cause: grpc(code) });
    expect(requestError(wrapped).code).toBe('STACK_UNREACHABLE');
  });

  it('is a defect where gRPC says anything else, and where nobody has thought of it', () => {
    expect(requestError(grpc(13)).code).toBe('INTERNAL');
    expect(requestError(new Error('x', { cause: new Error('y') })).code).toBe('INTERNAL');
    expect(requestError('x').code).toBe('INTERNAL');
  });
});

describe('a problem', () => {
  it.each(['INTERNAL', 'STORAGE_FAILED', 'TENANTS_INVALID'] as const)('tells nothing of the inside for %s', (code) => {
    const problem = problemOf(new FanoutError(code, 'connect 10.0.0.7:9000', ['/etc/tenants.json']), 'r');
    expect(JSON.stringify(problem)).not.toMatch(/10\.0\.0\.7|tenants\.json/);
    expect(problem).toMatchObject({ code, requestId: 'r' });
  });

  it('tells what is wrong otherwise', () => {
    const problem = problemOf(new FanoutError('REQUEST_INVALID', 'The limit is none.', ['query/limit']), 'r');
    expect(problem).toMatchObject({ detail: 'The limit is none.', details: ['query/limit'], status: 400 });
  });
});
