import { FanoutError, type RemotePlace, remotePlace } from '../core/index.ts';
import { checkLiteral, checkUrl, type Networks, parseNetworks } from '../web/index.ts';

/**
 * What a user named, if it is an address that workers can reach; `null` for a path on this machine. Hosts that are an
 * address in a private network are refused here already, unless `FANOUT_SOURCE_NETWORKS` in `env` lets them in; names are
 * looked up by the workers only.
 *
 * @throws FanoutError SOURCE_SCHEME_UNSUPPORTED, SOURCE_URL_REFUSED for an address that nothing here reads; USAGE for one
 * that is not whole
 */
export function namedPlace(
  text: string,
  env: Readonly<Record<string, string | undefined>> = process.env,
): RemotePlace | null {
  const place = remotePlace(text);
  if (place && 'url' in place) {
    const url = checkUrl(place.url);
    checkLiteral(url.hostname, networksFrom(env, 'FANOUT_SOURCE_NETWORKS'));
    return { url: url.href };
  }
  if (place) return place;
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(text)?.[1];
  if (scheme === 's3') {
    throw new FanoutError('USAGE', `${text} names no object: a bucket and a key are needed.`, [], {
      hint: 'Write it as s3://bucket/key.',
    });
  }
  if (scheme) throw new FanoutError('SOURCE_SCHEME_UNSUPPORTED', `Addresses with ${scheme}:// are not read.`);
  return null;
}

/** The networks that a variable opens. @throws FanoutError USAGE for one that cannot be read */
export function networksFrom(env: Readonly<Record<string, string | undefined>>, variable: string): Networks {
  try {
    return parseNetworks(env[variable] ?? '');
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new FanoutError('USAGE', `${variable} cannot be read: ${why}.`, [], {
      cause,
      hint: 'Set it to networks in CIDR notation, separated by commas, or leave it unset.',
    });
  }
}
