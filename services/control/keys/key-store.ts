import pLimit from 'p-limit';
import { ALL_TENANTS, apiKeyKey, BUCKETS, FanoutError, KEYS_PREFIX, type Scope } from '../../core/index.ts';
import { NO_STORE, type Store } from '../../store/index.ts';
import { type KeptKey, type KeyRecord, keptKeySchema } from './key-record.ts';
import { isKeyId, keyText, newKey, secretDigest } from './key-text.ts';

export interface NewKey {
  /** What it is for, for people. */
  readonly name: string;
  /** `*` for all tenants. */
  readonly tenant: string;
  readonly scope: Scope;
  /** ISO 8601. */
  readonly expiresAt?: string | undefined;
}

const READS_AT_ONCE = 8;
const AS_JSON = { contentType: 'application/json', cacheControl: NO_STORE };

/** The API's keys: an object for each in the bucket of sources, which nobody publishes. */
export class KeyStore {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  /** Those of a tenant, the oldest first; of all for `*`. @throws FanoutError STORAGE_FAILED */
  async list(tenant: string): Promise<KeyRecord[]> {
    const limit = pLimit(READS_AT_ONCE);
    const found: Promise<KeptKey | null>[] = [];
    for await (const { key } of this.#store.list(BUCKETS.source, KEYS_PREFIX)) {
      const id = key.slice(KEYS_PREFIX.length).replace(/\.json$/, '');
      if (isKeyId(id)) found.push(limit(() => this.find(id)));
    }
    const kept = (await Promise.all(found)).filter((key) => key !== null);
    const theirs = kept.filter((key) => tenant === ALL_TENANTS || key.tenant === tenant);
    return theirs.sort((a, b) => (a.createdAt < b.createdAt ? -1 : 1)).map(shown);
  }

  /** @returns the key itself, which is kept nowhere @throws FanoutError STORAGE_FAILED */
  async make({
    name,
    tenant,
    scope,
    expiresAt,
  }: NewKey): Promise<{ readonly key: string; readonly record: KeyRecord }> {
    const text = newKey();
    const kept: KeptKey = {
      id: text.id,
      name,
      tenant,
      scope,
      createdAt: new Date().toISOString(),
      expiresAt: expiresAt ?? null,
      digest: secretDigest(text.secret),
    };
    await this.#put(kept);
    return { key: keyText(text), record: shown(kept) };
  }

  /** Lets a key end at some moment, unless it does before. @throws FanoutError KEY_NOT_FOUND, also for one of another tenant */
  async expire(id: string, tenant: string, at: Date): Promise<KeyRecord> {
    const kept = await this.#require(id, tenant);
    const ends =
      kept.expiresAt !== null && Date.parse(kept.expiresAt) < at.getTime() ? kept.expiresAt : at.toISOString();
    const changed = { ...kept, expiresAt: ends };
    await this.#put(changed);
    return shown(changed);
  }

  /** @throws FanoutError KEY_NOT_FOUND, also for a key of another tenant */
  async revoke(id: string, tenant: string): Promise<void> {
    await this.#require(id, tenant);
    await this.#store.remove(BUCKETS.source, apiKeyKey(id));
  }

  /** @throws FanoutError KEY_NOT_FOUND, also for a key of another tenant */
  async get(id: string, tenant: string): Promise<KeyRecord> {
    return shown(await this.#require(id, tenant));
  }

  /** What is kept of a key; `null` when there is none of that id. */
  async find(id: string): Promise<KeptKey | null> {
    const bytes = await this.#store.get(BUCKETS.source, apiKeyKey(id));
    return bytes ? keptKeySchema.parse(JSON.parse(bytes.toString('utf8'))) : null;
  }

  async #require(id: string, tenant: string): Promise<KeptKey> {
    const kept = isKeyId(id) ? await this.find(id) : null;
    if (kept && (tenant === ALL_TENANTS || kept.tenant === tenant)) return kept;
    throw new FanoutError('KEY_NOT_FOUND', `There is no key ${JSON.stringify(id)}.`);
  }

  async #put(kept: KeptKey): Promise<void> {
    await this.#store.put(BUCKETS.source, apiKeyKey(kept.id), JSON.stringify(kept), AS_JSON);
  }
}

function shown({ digest: _, ...record }: KeptKey): KeyRecord {
  return record;
}
