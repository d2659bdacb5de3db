import { LRUCache } from 'lru-cache';
import { type Principal, tenantRequests } from '../control/index.ts';

/** How long the file of tenants is not read again, for each tenant. */
const KNOWN_MS = 10_000;
const MOST_KNOWN = 10_000;

/** How many requests tenants may send. */
export class RequestLimits {
  readonly #byDefault: number;
  readonly #known: LRUCache<string, Promise<number>>;

  /** @param byDefault requests of a tenant in a minute of which the file of tenants says nothing */
  constructor(byDefault: number, env: Readonly<Record<string, string | undefined>>) {
    this.#byDefault = byDefault;
    this.#known = new LRUCache({
      max: MOST_KNOWN,
      ttl: KNOWN_MS,
      memoMethod: async (tenant) => (await tenantRequests(env, tenant)) ?? this.#byDefault,
    });
  }

  /** In a minute. @throws FanoutError TENANTS_INVALID */
  requestsPerMinute({ tenant }: Pick<Principal, 'tenant'>): Promise<number> {
    return this.#known.memo(tenant);
  }
}
