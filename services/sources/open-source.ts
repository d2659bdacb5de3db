import type { SourceObject } from '../core/index.ts';
import type { ByteSource } from '../media/index.ts';
import { objectSource, type Store } from '../store/index.ts';
import { type WebClient, webSource } from '../web/index.ts';

/** Where sources can be. */
export interface SourcePlaces {
  readonly store: Store;
  readonly web: WebClient;
}

/** The bytes of a source, wherever they are; fits what the source proxy serves. */
export function openSource({ store, web }: SourcePlaces, source: SourceObject): ByteSource {
  return 'url' in source ? webSource(web, source) : objectSource(store, source);
}
