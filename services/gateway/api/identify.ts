import { normalizeIP } from '@fastify/rate-limit';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Route } from '../../api/index.ts';
import type { Principal } from '../../control/index.ts';
import { FanoutError } from '../../core/index.ts';
import { authenticate, authorize, requireOrigin } from '../access.ts';
import type { GatewayParts } from '../parts.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks: there once a request was let in. */
    principal: Principal | null;
  }
}

/** Keys that are none, from one address (of IPv6: one network of 64 bits) in a minute: each of them is looked up. */
const WRONG_KEYS = 300;
const MINUTE_MS = 60_000;

type LetIn = (request: FastifyRequest, route: Route) => Promise<void>;

/** Lets requests in that may ask for a route, before anything of them is read. */
export function doorkeeper(app: FastifyInstance, { settings, authenticator }: GatewayParts): LetIn {
  app.decorateRequest('principal', null);
  const wrongKeys = app.createRateLimit({
    max: WRONG_KEYS,
    timeWindow: MINUTE_MS,
    keyGenerator: ({ ip }) => normalizeIP(ip),
    allowList: [],
  });
  return async (request, route) => {
    requireOrigin(settings, request);
    const guesses = await wrongKeys(request, { increment: false });
    if (!guesses.isAllowed && guesses.isExceeded) {
      throw new FanoutError('TOO_MANY_REQUESTS', 'Too many keys that are none came from this address.');
    }
    try {
      request.principal = await authenticate(settings, authenticator, request.headers.authorization);
    } catch (error) {
      if (error instanceof FanoutError && error.code === 'KEY_INVALID') await wrongKeys(request);
      throw error;
    }
    authorize(request.principal, route);
  };
}

/** Who asks. */
export function principalOf({ principal }: FastifyRequest): Principal {
  if (!principal) throw new Error('A request is answered that was not let in.');
  return principal;
}
