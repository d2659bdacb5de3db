import { Client, Connection } from '@temporalio/client';
import { FanoutError } from '../core/index.ts';
import { connectionOptions, type TemporalConfig } from './connection-env.ts';
import { traceStarts } from './tracing/index.ts';

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
      ...connectionOptions(config),
      connectTimeout: CONNECT_MS,
      ...(retry ? {} : { interceptors: [] }),
    });
    return new Client({ connection, namespace: config.namespace, interceptors: { workflow: [traceStarts] } });
  } catch (error) {
    throw unreachable(config, error);
  }
}

/** What no connection came of, for people. Where it is encrypted or has credentials, it is said what is wrong with it. */
export function unreachable({ address, security }: TemporalConfig, thrown: unknown): FanoutError {
  const why = security ? `: ${rootMessage(thrown)}` : '';
  const message = `Temporal does not answer at ${address}${why}.`;
  return new FanoutError('STACK_UNREACHABLE', message, [], { cause: thrown });
}

/** The first of the errors that led to this one says most. */
function rootMessage(thrown: unknown): string {
  let root = thrown;
  while (root instanceof Error && root.cause instanceof Error) root = root.cause;
  const message = root instanceof Error ? root.message : String(root);
  return (message.split('\n')[0] ?? '').replace(/\.$/, '');
}
