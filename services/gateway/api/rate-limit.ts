import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance } from 'fastify';
import { ALL_TENANTS, FanoutError } from '../../core/index.ts';
import type { GatewayParts } from '../parts.ts';
import { principalOf } from './identify.ts';

const MINUTE_MS = 60_000;
const MOST_TENANTS = 10_000;

/** Counts the requests of each tenant in each minute, on this gateway. Those of keys of all tenants are the operator's own. */
export async function limitRequests(app: FastifyInstance, { limits }: Pick<GatewayParts, 'limits'>): Promise<void> {
  await app.register(rateLimit, {
    // After it is known who asks, and before anything is read.
    hook: 'preParsing',
    timeWindow: MINUTE_MS,
    cache: MOST_TENANTS,
    enableDraftSpec: true,
    keyGenerator: (request) => principalOf(request).tenant,
    max: (request) => limits.requestsPerMinute(principalOf(request)),
    allowList: (request) => request.method === 'OPTIONS' || principalOf(request).tenant === ALL_TENANTS,
    errorResponseBuilder: (_request, { max, after }) =>
      new FanoutError(
        'TOO_MANY_REQUESTS',
        `The tenant has sent ${max} requests in a minute; in ${after} it may again.`,
      ),
  });
}
