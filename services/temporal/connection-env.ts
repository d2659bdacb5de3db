import type { TLSConfig } from '@temporalio/client';
import { type ClientConfigProfile, loadClientConfigProfile, toClientOptions } from '@temporalio/envconfig';
import { FanoutError } from '../core/index.ts';

/** How a server is spoken to that wants more than an address. */
export interface TemporalSecurity {
  /** `true`: encrypted, and the server's certificate is of an authority that everybody knows. */
  readonly tls?: TLSConfig | boolean;
  readonly apiKey?: string;
  readonly metadata?: Record<string, string>;
}

export interface TemporalConfig {
  /** host:port */
  readonly address: string;
  readonly namespace: string;
  /** Without it, in plain text and without credentials. Holds secrets: it is for connections, and for no log. */
  readonly security?: TemporalSecurity;
}

type Env = Readonly<Record<string, string | undefined>>;

const SWITCH: readonly string[] = ['true', 'false', '1', '0'];
/** What goes into a header as it is. */
const API_KEY = /^[\x21-\x7e]+$/;

/**
 * For servers of ours on this machine, whatever the environment says of another: they know neither encryption nor keys. What
 * is empty counts as not set.
 */
export const PLAIN_TEMPORAL: Readonly<Record<string, string>> = Object.fromEntries(
  [
    'API_KEY',
    'TLS',
    ...['CLIENT_CERT', 'CLIENT_KEY', 'SERVER_CA_CERT'].flatMap((name) => [`TLS_${name}_DATA`, `TLS_${name}_PATH`]),
    'TLS_SERVER_NAME',
  ].map((name) => [`TEMPORAL_${name}`, '']),
);

/**
 * Reads the variables that Temporal's own tools read: `TEMPORAL_ADDRESS`, `TEMPORAL_NAMESPACE`, `TEMPORAL_API_KEY`,
 * `TEMPORAL_TLS`, `TEMPORAL_TLS_…` and `TEMPORAL_GRPC_META_…`; a file only where `TEMPORAL_CONFIG_FILE` names one.
 * @throws FanoutError CONFIG_INVALID, which names the variable and never what is in it
 */
export function temporalConfigFromEnv(env: Env): TemporalConfig {
  const profile = readProfile(env);
  const { connectionOptions, namespace } = toOptions(profile);
  const { address = '127.0.0.1:7233', tls, metadata } = connectionOptions;
  const security: TemporalSecurity = {
    ...(tls ? { tls } : {}),
    ...(profile.apiKey === undefined ? {} : { apiKey: profile.apiKey }),
    ...(metadata ? { metadata: metadata as Record<string, string> } : {}),
  };
  return {
    address,
    namespace: namespace ?? 'default',
    ...(Object.keys(security).length > 0 ? { security } : {}),
  };
}

/** Whether somebody else's Temporal lets us in, by a key or a certificate. */
export function hasCredentials({ security }: TemporalConfig): boolean {
  const { apiKey, tls } = security ?? {};
  return apiKey !== undefined || (typeof tls === 'object' && tls.clientCertPair !== undefined);
}

/** What connections of both kinds, clients' and workers', are made with. */
export function connectionOptions({ address, security }: TemporalConfig): { address: string } & TemporalSecurity {
  return { address, ...security };
}

function readProfile(env: Env): ClientConfigProfile {
  const set = Object.fromEntries(Object.entries(env).filter((entry): entry is [string, string] => Boolean(entry[1])));
  if (set.TEMPORAL_API_KEY) set.TEMPORAL_API_KEY = set.TEMPORAL_API_KEY.trim();
  if (set.TEMPORAL_TLS && !SWITCH.includes(set.TEMPORAL_TLS)) throw invalid('TEMPORAL_TLS must be true or false.');
  const profile = loading(() =>
    loadClientConfigProfile({ overrideEnvVars: set, disableFile: set.TEMPORAL_CONFIG_FILE === undefined }),
  );
  const { apiKey, tls } = profile;
  if (apiKey !== undefined && !API_KEY.test(apiKey)) throw invalid('TEMPORAL_API_KEY is no API key.');
  if ((tls?.clientCert === undefined) !== (tls?.clientKey === undefined)) {
    const [there, missing] = tls?.clientKey ? ['KEY', 'CERT'] : ['CERT', 'KEY'];
    throw invalid(`TEMPORAL_TLS_CLIENT_${there} is set and TEMPORAL_TLS_CLIENT_${missing} is not (_DATA or _PATH).`);
  }
  if (tls?.disabled && (apiKey !== undefined || tls.clientCert)) {
    throw invalid('TEMPORAL_TLS is false, and credentials must not go unencrypted: leave it out.');
  }
  return profile;
}

function toOptions(profile: ClientConfigProfile) {
  return loading(() => toClientOptions(profile));
}

/** What can be wrong is a file: a certificate, a key or the configuration. */
function loading<T>(load: () => T): T {
  try {
    return load();
  } catch (error) {
    // The parser of the configuration shows the lines around what it does not understand, and a key may be in them.
    const { code, path } = error as NodeJS.ErrnoException;
    const why =
      code && path ? `"${path}" cannot be read (${code})` : 'the file that TEMPORAL_CONFIG_FILE names is none';
    throw invalid(`How to connect to Temporal is not known: ${why}.`);
  }
}

function invalid(message: string): FanoutError {
  return new FanoutError('CONFIG_INVALID', message);
}
