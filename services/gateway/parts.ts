import type { Client } from '@temporalio/client';
import type { Logger } from 'pino';
import type { Authenticator, KeyStore, Uploads } from '../control/index.ts';
import type { Store } from '../store/index.ts';
import type { FleetWatch } from './fleet-watch.ts';
import type { Hub, Looks } from './live/index.ts';
import type { VideoOwners } from './own-video.ts';
import type { PlaybackLinks } from './playback/index.ts';
import type { RequestLimits } from './request-limits.ts';
import type { GatewaySettings } from './settings.ts';

/** What the gateway works with. */
export interface GatewayParts {
  readonly settings: GatewaySettings;
  readonly store: Store;
  /** The same, with connections of its own: for what viewers load. */
  readonly media: Store;
  /** @throws FanoutError STACK_UNREACHABLE while Temporal is away */
  readonly temporal: () => Promise<Client>;
  /** Runs something whose questions to Temporal are answered within some milliseconds, or fail. */
  readonly within: <T>(ms: number, work: () => Promise<T>) => Promise<T>;
  readonly looks: Looks;
  readonly owners: VideoOwners;
  readonly fleet: FleetWatch;
  readonly hub: Hub;
  readonly keys: KeyStore;
  readonly authenticator: Authenticator;
  readonly limits: RequestLimits;
  readonly uploads: Uploads;
  readonly links: PlaybackLinks;
  /** The profiles that come with Fanout. */
  readonly profilesDir: string;
  /** The built console. */
  readonly consoleDir: string;
  readonly logger: Logger;
}
