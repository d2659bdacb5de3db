import { ALL_TENANTS, BUCKETS, FanoutError, type RemotePlace } from '../../core/index.ts';
import { bucketNamesFromEnv } from '../../store/index.ts';
import { namedPlace } from '../named-place.ts';
import type { Principal } from '../principal.ts';

type Env = Readonly<Record<string, string | undefined>>;

/**
 * Where a file is that somebody named by its address, if they may have it read. Workers may read more of S3 than a tenant may
 * know of: keys of one tenant name objects only below what `FANOUT_GATEWAY_S3_SOURCES` lists (`bucket` or `bucket/folder/`, with
 * commas between), and none of Fanout's own buckets.
 *
 * @throws FanoutError SOURCE_URL_REFUSED, SOURCE_SCHEME_UNSUPPORTED, USAGE, KEY_FORBIDDEN
 */
export function allowedPlace({ tenant }: Principal, text: string, env: Env = process.env): RemotePlace {
  const place = namedPlace(text, env);
  if (!place) throw new FanoutError('SOURCE_URL_REFUSED', `${JSON.stringify(text)} is no address.`);
  if ('url' in place || tenant === ALL_TENANTS) return place;
  const own = bucketNamesFromEnv(env);
  const isOwn = [BUCKETS.source, BUCKETS.encoded, own.source, own.encoded].includes(place.bucket);
  if (!isOwn && listed(env).some((prefix) => `${place.bucket}/${place.key}`.startsWith(prefix))) return place;
  throw new FanoutError('KEY_FORBIDDEN', `A key of one tenant may not name s3://${place.bucket}.`, [], {
    hint: 'Upload the file, or have whoever runs Fanout list the bucket in FANOUT_GATEWAY_S3_SOURCES.',
  });
}

function listed({ FANOUT_GATEWAY_S3_SOURCES: text = '' }: Env): string[] {
  const places = text.split(',').map((part) => part.trim().replace(/^s3:\/\//, ''));
  return places.filter((part) => part !== '').map((part) => (part.endsWith('/') ? part : `${part}/`));
}
