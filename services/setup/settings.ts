import { FanoutError } from '../core/index.ts';

/** What there is to make. `temporal`: the buckets are made, and have their rules, by somebody else. */
const SCOPES = ['all', 'temporal'] as const;

/** Reads `FANOUT_SETUP`. @throws FanoutError CONFIG_INVALID */
export function setupScope(env: Readonly<Record<string, string | undefined>>): (typeof SCOPES)[number] {
  const text = env.FANOUT_SETUP || 'all';
  const scope = SCOPES.find((name) => name === text);
  if (scope) return scope;
  throw new FanoutError('CONFIG_INVALID', `FANOUT_SETUP is "${text}": it must be ${SCOPES.join(' or ')}.`);
}
