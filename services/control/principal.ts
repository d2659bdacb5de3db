import type { Scope } from '../core/index.ts';

/** Who asks something of the API, by its key. */
export interface Principal {
  /** `null` where no key is needed. */
  readonly keyId: string | null;
  /** Whose jobs it may see and start; `*` for those of all. */
  readonly tenant: string;
  readonly scope: Scope;
  /** ISO 8601; `null` for a key that does not end by itself. */
  readonly expiresAt: string | null;
}
