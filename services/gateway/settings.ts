import { isIP } from 'node:net';
import { BUCKETS, FanoutError, wholeNumber } from '../core/index.ts';
import { storeConfigFromEnv } from '../store/index.ts';

export interface GatewaySettings {
  readonly host: string;
  readonly port: number;
  /** Whether requests of the API need a key. */
  readonly needsKeys: boolean;
  /** Web pages that may use the API, besides the gateway's own, such as `https://videos.example`. */
  readonly origins: readonly string[];
  /** Requests of one tenant in a minute. */
  readonly requestsPerMinute: number;
  /** Connections that wait for events, at once. */
  readonly streams: number;
  /** Where people reach the gateway, such as `https://videos.example`; what they asked by, when `null`. */
  readonly publicUrl: string | null;
  /** Where a CDN has the folders of videos; the gateway itself hands them out when `null`. */
  readonly playbackBase: string | null;
  /** Proxies in front that say whom they ask for. */
  readonly proxies: number;
  /** Where browsers send the parts of uploads to. */
  readonly uploadOrigin: string;
}

type Env = Readonly<Record<string, string | undefined>>;

const PORT = { byDefault: 8090, min: 1, max: 65_535 };
const REQUESTS = { byDefault: 1_200, min: 1, max: 10_000_000 };
const STREAMS = { byDefault: 1_000, min: 1, max: 100_000 };
const PROXIES = { byDefault: 0, min: 0, max: 10 };

/**
 * Reads `FANOUT_GATEWAY_HOST` (127.0.0.1), `_PORT` (8090), `_AUTH` (`keys` or `off`), `_ORIGINS`, `_REQUESTS_PER_MINUTE`,
 * `_STREAMS`, `_URL`, `_PROXIES`, and `_PUBLISHED`: the address that the gateway is reached at, where that is not the one that it
 * listens on, as in a container; `FANOUT_PLAYBACK_BASE`; and where the store is. Without a word on it, keys are needed unless only
 * this machine reaches the gateway.
 *
 * @throws FanoutError CONFIG_INVALID; also where keys are off and others could reach it
 */
export function gatewaySettings(env: Env): GatewaySettings {
  const host = env.FANOUT_GATEWAY_HOST || '127.0.0.1';
  const isLocal = isLoopback(env.FANOUT_GATEWAY_PUBLISHED || host);
  const auth = env.FANOUT_GATEWAY_AUTH || (isLocal ? 'off' : 'keys');
  if (auth !== 'keys' && auth !== 'off') throw invalid(`FANOUT_GATEWAY_AUTH is "${auth}": it must be keys or off.`);
  if (auth === 'off' && !isLocal) {
    throw invalid('FANOUT_GATEWAY_AUTH is off, and the gateway is reached from other machines: that takes keys.');
  }
  return {
    host,
    port: wholeNumber(env, 'FANOUT_GATEWAY_PORT', PORT),
    needsKeys: auth === 'keys',
    origins: originsFrom(env.FANOUT_GATEWAY_ORIGINS ?? ''),
    requestsPerMinute: wholeNumber(env, 'FANOUT_GATEWAY_REQUESTS_PER_MINUTE', REQUESTS),
    streams: wholeNumber(env, 'FANOUT_GATEWAY_STREAMS', STREAMS),
    publicUrl: addressFrom(env, 'FANOUT_GATEWAY_URL'),
    playbackBase: addressFrom(env, 'FANOUT_PLAYBACK_BASE'),
    proxies: wholeNumber(env, 'FANOUT_GATEWAY_PROXIES', PROXIES),
    uploadOrigin: uploadOriginFrom(env),
  };
}

/** Whether a host's name or address is that of the machine itself. */
export function isLoopback(host: string): boolean {
  const bare = host.replace(/^\[|\]$/g, '').toLowerCase();
  return bare === 'localhost' || bare === '::1' || (isIP(bare) === 4 && bare.startsWith('127.'));
}

function originsFrom(text: string): string[] {
  const origins = text.split(',').map((part) => part.trim());
  return origins
    .filter((part) => part !== '')
    .map((part) => {
      const origin = URL.canParse(part) ? new URL(part).origin : null;
      if (origin !== null && origin !== 'null' && origin === part.replace(/\/$/, '')) return origin;
      throw invalid(`FANOUT_GATEWAY_ORIGINS names "${part}": an origin is meant, such as https://videos.example.`);
    });
}

/** Without a slash at its end. */
function addressFrom(env: Env, name: string): string | null {
  const text = env[name];
  if (!text) return null;
  const isAddress = URL.canParse(text) && /^https?:$/.test(new URL(text).protocol) && !/[?#]/.test(text);
  if (!isAddress) throw invalid(`${name} is "${text}": it must be an address, such as https://videos.example.`);
  return text.replace(/\/+$/, '');
}

function uploadOriginFrom(env: Env): string {
  const endpoint = addressFrom(env, 'FANOUT_S3_PUBLIC_ENDPOINT');
  if (endpoint) return new URL(endpoint).origin;
  const config = storeConfigFromEnv(env);
  if (config.endpoint) return new URL(config.endpoint).origin;
  return `https://${config.buckets?.source ?? BUCKETS.source}.s3.${config.region}.amazonaws.com`;
}

function invalid(message: string): FanoutError {
  return new FanoutError('CONFIG_INVALID', message);
}
