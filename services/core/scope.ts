/** What an API key may do; each may do what those before it may. */
export const SCOPES = ['read', 'submit', 'admin'] as const;

/**
 * `read`: see jobs and play videos; `submit`: also upload, start and steer jobs; `admin`: also delete videos, and make and
 * revoke keys.
 */
export type Scope = (typeof SCOPES)[number];

/** The tenant of a key that stands for all tenants: no tenant of a job can be called so. */
export const ALL_TENANTS = '*';

/** Whether a key of scope `has` may do what takes `needs`. */
export function scopeAllows(has: Scope, needs: Scope): boolean {
  return SCOPES.indexOf(has) >= SCOPES.indexOf(needs);
}
