import type { Logger } from 'pino';
import { Authenticator, KeyStore, Uploads } from '../control/index.ts';
import { createS3Client, Store, storeConfigFromEnv } from '../store/index.ts';
import { lookAtJob, temporalConfigFromEnv } from '../temporal/index.ts';
import { FleetWatch } from './fleet-watch.ts';
import { LazyClient } from './lazy-client.ts';
import { Hub, Looks } from './live/index.ts';
import { VideoOwners } from './own-video.ts';
import type { GatewayParts } from './parts.ts';
import { PlaybackLinks } from './playback/index.ts';
import { RequestLimits } from './request-limits.ts';
import { gatewaySettings } from './settings.ts';

/** Segments that are sent to viewers at once. */
const MEDIA_SOCKETS = 1_000;

export interface GatewayPlaces {
  readonly profilesDir: string;
  readonly consoleDir: string;
}

/** All that the gateway works with, by the environment. @throws FanoutError CONFIG_INVALID */
export function gatewayParts(env: Readonly<Record<string, string | undefined>>, logger: Logger, places: GatewayPlaces) {
  const settings = gatewaySettings(env);
  const s3 = createS3Client(storeConfigFromEnv(env));
  const store = new Store(s3);
  // Viewers on slow lines hold their connections for long: nobody who asks for something else waits for them.
  const media = new Store(createS3Client(storeConfigFromEnv(env), MEDIA_SOCKETS));
  const lazy = new LazyClient(temporalConfigFromEnv(env));
  const temporal = () => lazy.get();
  const keys = new KeyStore(store);
  const fleet = new FleetWatch(temporal, logger);
  const hub = new Hub(logger);
  const parts: GatewayParts = {
    settings,
    store,
    media,
    temporal,
    within: (ms, work) => lazy.within(ms, work),
    looks: new Looks(async (id) => lookAtJob(await temporal(), id)),
    owners: new VideoOwners(temporal),
    fleet,
    hub,
    keys,
    authenticator: new Authenticator(keys),
    limits: new RequestLimits(settings.requestsPerMinute, env),
    uploads: new Uploads({ s3, env }),
    links: new PlaybackLinks(store, env),
    logger,
    ...places,
  };
  return {
    parts,
    async close(): Promise<void> {
      hub.close();
      fleet.close();
      await lazy.close();
    },
  };
}
