import { Client, Connection } from '@temporalio/client';
import { FanoutError } from '../core/index.ts';
import { traceStarts } from './tracing/index.ts';

export interface TemporalConfig {
  readonly address: string;
  readonly namespace: string;
}

/** Reads `TEMPORAL_ADDRESS` (host:port) and `TEMPORAL_NAMESPACE`. */
export function temporalConfigFromEnv(env: Readonly<Record<string, string | undefined>>): TemporalConfig {
  return { address: env.TEMPORAL_ADDRESS ?? '127.0.0.1:7233', namespace: env.TEMPORAL_NAMESPACE ?? 'default' };
}

const CONNECT_MS = 5_000;

export interface ConnectOptions {
  /**
   * Ask again by itself what was not answered. Whoever asks again anyway, and may close the connection while the server is
   * away, says no: a question that waits to be asked again at that moment would end the process.
   */
  readonly retry?: boolean;
}

/** @throws FanoutError STACK_UNREACHABLE when nobody answers within five seconds */
export async function connectClient(config: TemporalConfig, { retry = true }: ConnectOptions = {}): Promise<Client> {
  try {
    const connection = await Connection.connect({
      address: config.address,
      connectTimeout: CONNECT_MS,
      ...(retry ? {} : { interceptors: [] }),
    });
    return new Client({ connection, namespace: config.namespace, interceptors: { workflow: [traceStarts] } });
  } catch (error) {
    throw new FanoutError('STACK_UNREACHABLE', `Temporal does not answer at ${config.address}.`, [], { cause: error });
  }
}
