import { type Problem, statusOf } from '../api/index.ts';
import { asFanoutError, FanoutError, MEANINGS } from '../core/index.ts';
import { grpcCode } from '../temporal/index.ts';

export const PROBLEM_TYPE = 'application/problem+json; charset=utf-8';

/** The codes of gRPC by which Temporal is away: cancelled on the way, deadline exceeded, asked too much at once, unavailable. */
const AWAY: readonly number[] = [1, 4, 8, 14];
/** What fastify and its plugins call what is wrong with a request. */
const FRAMEWORK: Readonly<Record<string, { readonly code: FanoutError['code']; readonly message: string }>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: { code: 'REQUEST_TOO_LARGE', message: 'The body of the request is too large.' },
  FST_ERR_CTP_INVALID_MEDIA_TYPE: { code: 'MEDIA_TYPE_UNSUPPORTED', message: 'The body of the request is not JSON.' },
  FST_ERR_CTP_EMPTY_TYPE: { code: 'MEDIA_TYPE_UNSUPPORTED', message: 'The body of the request has no type.' },
  FST_ERR_CTP_EMPTY_JSON_BODY: { code: 'REQUEST_INVALID', message: 'The body of the request is empty.' },
  FST_ERR_CTP_INVALID_JSON_BODY: { code: 'REQUEST_INVALID', message: 'The body of the request is no JSON.' },
};

/** Errors whose texts name addresses, files or keys of the system itself: nobody outside is told more than their meaning. */
const INSIDE: readonly FanoutError['code'][] = ['INTERNAL', 'STORAGE_FAILED', 'TENANTS_INVALID', 'CONFIG_INVALID'];

interface Issue {
  readonly instancePath?: string;
  readonly message?: string;
}

/** What was thrown while a request was served, as an error of the catalogue. */
export function requestError(thrown: unknown): FanoutError {
  if (thrown instanceof FanoutError) return thrown;
  const known = thrown as {
    readonly code?: string;
    readonly statusCode?: number;
    readonly validation?: readonly Issue[];
    readonly validationContext?: string;
  };
  if (known.validation) return invalidRequest(known.validationContext ?? 'request', known.validation);
  const framework = FRAMEWORK[known.code ?? ''];
  if (framework) return new FanoutError(framework.code, framework.message, [], { cause: thrown });
  if (AWAY.includes(grpcCode(thrown) ?? 0)) {
    return new FanoutError('STACK_UNREACHABLE', 'Temporal does not answer.', [], { cause: thrown });
  }
  const status = known.statusCode ?? 500;
  if (status >= 400 && status < 500) {
    return new FanoutError('REQUEST_INVALID', 'The request is not understood.', [], { cause: thrown });
  }
  return asFanoutError(thrown);
}

/** An error as it is answered. What nobody has thought of is told to the log, and not to whoever asked. */
export function problemOf(error: FanoutError, requestId: string): Problem {
  const { code, hint, retryable, details } = error;
  const isOurs = !INSIDE.includes(code);
  return {
    type: `/errors/${code}`,
    title: MEANINGS[code],
    status: statusOf(code),
    detail: isOurs ? error.message : `${MEANINGS[code]} The log of the gateway has more.`,
    code,
    hint,
    retryable,
    ...(isOurs && details.length > 0 ? { details: [...details] } : {}),
    requestId,
  };
}

function invalidRequest(where: string, issues: readonly Issue[]): FanoutError {
  const details = issues.map(
    ({ instancePath = '', message = 'not accepted' }) => `${where}${instancePath}: ${message}`,
  );
  return new FanoutError('REQUEST_INVALID', `${details[0] ?? where}.`, details);
}
