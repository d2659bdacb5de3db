import { randomBytes } from 'node:crypto';
import { BUCKETS, FanoutError, PLAYBACK_SECRET_KEY } from '../../core/index.ts';
import { NO_STORE, type Store } from '../../store/index.ts';

const SECRET_BYTES = 32;
/** A shorter one could be guessed. */
const LEAST_LETTERS = 32;

/**
 * What addresses of videos are signed with: `FANOUT_PLAYBACK_SECRET`, or one that is made once and kept in the bucket of
 * sources, for all gateways.
 * @throws FanoutError CONFIG_INVALID, STORAGE_FAILED
 */
export async function playbackSecret(
  store: Store,
  { FANOUT_PLAYBACK_SECRET: given }: Readonly<Record<string, string | undefined>>,
): Promise<string> {
  if (given) {
    if (given.length >= LEAST_LETTERS) return given;
    throw new FanoutError('CONFIG_INVALID', `FANOUT_PLAYBACK_SECRET has fewer than ${LEAST_LETTERS} characters.`);
  }
  const mine = randomBytes(SECRET_BYTES).toString('base64url');
  const options = { contentType: 'text/plain', cacheControl: NO_STORE };
  const known = await store.get(BUCKETS.source, PLAYBACK_SECRET_KEY);
  if (known) return known.toString('utf8');
  // Another gateway may have been faster.
  if (await store.putNew(BUCKETS.source, PLAYBACK_SECRET_KEY, mine, options)) return mine;
  const theirs = await store.get(BUCKETS.source, PLAYBACK_SECRET_KEY);
  if (theirs) return theirs.toString('utf8');
  throw new FanoutError('STORAGE_FAILED', 'The secret of playback was there, and is not any more.');
}
