import { FanoutError, type RemotePlace, remotePlace } from '../core/index.ts';
import { checkUrl } from '../web/index.ts';

/**
 * What a user named, if it is an address that workers can reach; `null` for a path on this machine.
 * @throws FanoutError SOURCE_SCHEME_UNSUPPORTED, SOURCE_URL_REFUSED for an address that nothing here reads
 */
export function namedPlace(text: string): RemotePlace | null {
  const place = remotePlace(text);
  if (place && 'url' in place) return { url: checkUrl(place.url).href };
  if (place) return place;
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(text)?.[1];
  if (scheme) throw new FanoutError('SOURCE_SCHEME_UNSUPPORTED', `Addresses with ${scheme}:// are not read.`);
  return null;
}
