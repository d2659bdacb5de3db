import { LRUCache } from 'lru-cache';
import { FanoutError } from '../../core/index.ts';
import type { Principal } from '../principal.ts';
import type { KeptKey } from './key-record.ts';
import type { KeyStore } from './key-store.ts';
import { isSecretOf, parseKey } from './key-text.ts';

/** A key that is revoked is refused everywhere after this. */
const KNOWN_MS = 30_000;
/** Also of ids of which there is no key. */
const MOST_KNOWN = 10_000;

/** Says whose a key is. What is kept of keys is read again every half minute. */
export class Authenticator {
  readonly #known: LRUCache<string, Promise<KeptKey | null>>;

  /** @param knownMs how long what was read of a key is taken for true, in milliseconds */
  constructor(keys: Pick<KeyStore, 'find'>, { knownMs = KNOWN_MS }: { readonly knownMs?: number } = {}) {
    this.#known = new LRUCache({
      max: MOST_KNOWN,
      ttl: knownMs,
      memoMethod: (id) => {
        const found = keys.find(id);
        // A failure is not remembered.
        found.catch(() => this.#known.delete(id));
        return found;
      },
    });
  }

  /** @throws FanoutError KEY_INVALID, without a word on why; STORAGE_FAILED */
  async verify(text: string): Promise<Principal> {
    const key = parseKey(text);
    const kept = key && (await this.#known.memo(key.id));
    if (!key || !kept || !isSecretOf(kept.digest, key.secret) || hasExpired(kept)) {
      throw new FanoutError('KEY_INVALID', 'The key is none, has expired, or was revoked.');
    }
    const { id, tenant, scope, expiresAt } = kept;
    return { keyId: id, tenant, scope, expiresAt };
  }

  /** What is known of a key is not true any more. */
  forget(id: string): void {
    this.#known.delete(id);
  }
}

function hasExpired({ expiresAt }: KeptKey): boolean {
  return expiresAt !== null && Date.parse(expiresAt) <= Date.now();
}
