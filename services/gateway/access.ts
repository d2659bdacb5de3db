import type { FastifyRequest } from 'fastify';
import type { Route } from '../api/index.ts';
import type { Authenticator, Principal } from '../control/index.ts';
import { ALL_TENANTS, FanoutError, scopeAllows } from '../core/index.ts';
import type { View } from './live/index.ts';
import { type GatewaySettings, isLoopback } from './settings.ts';

/** Who asks where no key is needed. */
const ANYBODY: Principal = { keyId: null, tenant: ALL_TENANTS, scope: 'admin', expiresAt: null };

/**
 * Refuses pages of others. Where no key is needed, a name that is not this machine's is one that somebody else has pointed here
 * (DNS rebinding), and a page that may not read an answer could still have something done.
 *
 * @throws FanoutError ORIGIN_REFUSED
 */
export function requireOrigin({ needsKeys, origins }: GatewaySettings, { headers, host }: FastifyRequest): void {
  const { origin } = headers;
  // As the browser says it: what a proxy says of it could be said by a page as well.
  if (!needsKeys && !isLoopback(hostName(headers.host ?? ''))) {
    throw new FanoutError('ORIGIN_REFUSED', `Without keys, the gateway answers to this machine's own names only.`);
  }
  if (origin === undefined || origins.includes(origin)) return;
  if (URL.canParse(origin) && new URL(origin).host === host) return;
  throw new FanoutError('ORIGIN_REFUSED', 'Pages of this origin may not use the API.');
}

/** @throws FanoutError KEY_MISSING, KEY_INVALID; STORAGE_FAILED when keys cannot be looked up */
export async function authenticate(
  { needsKeys }: GatewaySettings,
  authenticator: Authenticator,
  authorization: string | undefined,
): Promise<Principal> {
  if (!needsKeys) return ANYBODY;
  const key = /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1];
  if (key === undefined) throw new FanoutError('KEY_MISSING', 'The request has no key.');
  return authenticator.verify(key);
}

/** @throws FanoutError KEY_FORBIDDEN */
export function authorize({ scope, tenant }: Principal, route: Pick<Route, 'scope' | 'operator'>): void {
  if (!scopeAllows(scope, route.scope)) {
    throw new FanoutError('KEY_FORBIDDEN', `This takes a key of the scope "${route.scope}"; this one has "${scope}".`);
  }
  if (route.operator && tenant !== ALL_TENANTS) {
    throw new FanoutError('KEY_FORBIDDEN', `This takes a key of all tenants; this one is of "${tenant}".`);
  }
}

/** Where work runs is the operator's to see. */
export function viewOf({ tenant }: Principal): View {
  return tenant === ALL_TENANTS ? 'operator' : 'tenant';
}

function hostName(host: string): string {
  return host.replace(/:\d+$/, '');
}
