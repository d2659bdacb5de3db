import { NativeConnection } from '@temporalio/worker';
import type { Logger } from 'pino';
import { asFanoutError, FanoutError } from '../core/index.ts';
import { unreachable } from './connection.ts';
import { connectionOptions, type TemporalConfig } from './connection-env.ts';
import type { Health } from './health.ts';
import { type Need, untilMet } from './needs.ts';
import { onLeave } from './work-gate.ts';

export interface Readiness {
  readonly temporal: TemporalConfig;
  readonly logger: Logger;
  /** Told what is missing. */
  readonly health: Health;
  /** What has to be there besides Temporal. */
  readonly needs?: readonly Need[];
}

const ANSWER_MS = 5_000;

/** A connection to Temporal, once all is there that is needed; `null` when the process is told to leave before that. */
export async function connectWhenReady({
  temporal,
  logger,
  health,
  needs = [],
}: Readiness): Promise<NativeConnection | null> {
  let connection: NativeConnection | null = null;
  const temporalIsThere = async () => {
    connection ??= await reach(temporal);
    await requireNamespace(connection, temporal.namespace);
  };
  const leaving = new AbortController();
  const stopListening = onLeave(() => leaving.abort());
  try {
    const trouble = (why: string | null) => health.setUnhealthy(why);
    await untilMet([temporalIsThere, ...needs], { logger, trouble, signal: leaving.signal });
    return connection;
  } catch (error) {
    await (connection as NativeConnection | null)?.close();
    if (leaving.signal.aborted) return null;
    throw error;
  } finally {
    stopListening();
  }
}

/** @throws FanoutError STACK_UNREACHABLE */
async function reach(config: TemporalConfig): Promise<NativeConnection> {
  try {
    return await NativeConnection.connect(connectionOptions(config));
  } catch (error) {
    throw unreachable(config, error);
  }
}

/** @throws FanoutError STACK_UNREACHABLE */
async function requireNamespace(connection: NativeConnection, namespace: string): Promise<void> {
  const ask = () => connection.workflowService.describeNamespace({ namespace });
  await connection.withDeadline(Date.now() + ANSWER_MS, ask).catch((error: unknown) => {
    const message = `Temporal does not give the namespace "${namespace}": ${asFanoutError(error).message}.`;
    throw new FanoutError('STACK_UNREACHABLE', message, [], { cause: error });
  });
}
