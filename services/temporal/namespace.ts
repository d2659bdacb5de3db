import { setTimeout as sleep } from 'node:timers/promises';
import { Connection } from '@temporalio/client';
import { FanoutError, SEARCH_ATTRIBUTES } from '../core/index.ts';
import { unreachable } from './connection.ts';
import { connectionOptions, hasCredentials, type TemporalConfig } from './connection-env.ts';

const CONNECT_MS = 2_000;
/** The server's own pause between two looks is 2 s where nothing else is set. */
const KNOWN_WITHIN_MS = 5_000;
const KNOWN_PAUSE_MS = 100;
const RETENTION_SECONDS = 7 * 24 * 3600;
/** Codes of gRPC. */
const INVALID_ARGUMENT = 3;
const NOT_FOUND = 5;
const ALREADY_EXISTS = 6;
const PERMISSION_DENIED = 7;
const UNIMPLEMENTED = 12;
const UNAUTHENTICATED = 16;
/** `INDEXED_VALUE_TYPE_KEYWORD` */
const KEYWORD = 2;

const NAMES = Object.values(SEARCH_ATTRIBUTES);

/**
 * Makes the namespace and its search attributes, if they are not there, and looks whether jobs in it can be listed and
 * handed out: the server's front answers well before the part behind it that queues are kept in. Rejects while it cannot.
 *
 * A server that is not ours lets us use a namespace without letting us make one, or change it: with credentials it is only
 * looked at. So it is where we may not.
 *
 * @throws FanoutError STACK_UNREACHABLE; NAMESPACE_INCOMPLETE when something is missing that somebody else has to make, with the command for it
 */
export async function readyNamespace(config: TemporalConfig): Promise<void> {
  const connection = await connect(config);
  const { namespace } = config;
  const isOurs = !hasCredentials(config);
  const ready = async () => {
    const { workflowService } = connection;
    if (isOurs) await makeNamespace(connection, namespace);
    await requireNamespace(connection, namespace);
    if (isOurs && (await makeSearchAttributes(connection, namespace)))
      await searchAttributesKnown(connection, namespace);
    else await requireSearchAttributes(connection, namespace);
    await workflowService.listWorkflowExecutions({ namespace, pageSize: 1 });
    await workflowService.describeTaskQueue({ namespace, taskQueue: { name: 'readiness' } });
  };
  try {
    await connection.withDeadline(Date.now() + CONNECT_MS * 2 + KNOWN_WITHIN_MS, ready);
  } finally {
    await connection.close();
  }
}

async function connect(config: TemporalConfig): Promise<Connection> {
  try {
    return await Connection.connect({ ...connectionOptions(config), connectTimeout: CONNECT_MS });
  } catch (error) {
    throw unreachable(config, error);
  }
}

async function makeNamespace({ workflowService }: Connection, namespace: string): Promise<void> {
  const retention = { seconds: RETENTION_SECONDS as never };
  await workflowService
    .registerNamespace({ namespace, workflowExecutionRetentionPeriod: retention })
    .catch(onCode([ALREADY_EXISTS, PERMISSION_DENIED, UNIMPLEMENTED], () => {}));
}

async function requireNamespace({ workflowService }: Connection, namespace: string): Promise<void> {
  await workflowService.describeNamespace({ namespace }).catch(
    onCode([NOT_FOUND, PERMISSION_DENIED, UNAUTHENTICATED], (cause) => {
      const message = `Temporal gives us no namespace "${namespace}": ${cause.details ?? cause.message}.`;
      throw new FanoutError('NAMESPACE_INCOMPLETE', message, [], {
        cause,
        hint: `Make it, and let these credentials write in it. Temporal Cloud: tcld namespace create --namespace ${namespace.split('.')[0]} --region <region>. Elsewhere: temporal operator namespace create --namespace ${namespace} --retention 7d.`,
      });
    }),
  );
}

/** @returns whether it could; what is there already stays */
async function makeSearchAttributes({ operatorService }: Connection, namespace: string): Promise<boolean> {
  const searchAttributes = Object.fromEntries(NAMES.map((name) => [name, KEYWORD]));
  return operatorService.addSearchAttributes({ namespace, searchAttributes }).then(
    () => true,
    (error: GrpcError) => {
      if (error.code === ALREADY_EXISTS) return true;
      return onCode([PERMISSION_DENIED, UNIMPLEMENTED], () => false)(error);
    },
  );
}

/** A server looks for changes of a namespace every few seconds: before that, it refuses jobs with what is new. */
async function searchAttributesKnown(connection: Connection, namespace: string): Promise<void> {
  const until = performance.now() + KNOWN_WITHIN_MS;
  for (;;) {
    try {
      return await requireSearchAttributes(connection, namespace);
    } catch (error) {
      if (performance.now() > until) throw error;
      await sleep(KNOWN_PAUSE_MS);
    }
  }
}

/** Asks for jobs by each: whoever may list jobs may do that, and few others may list search attributes. */
async function requireSearchAttributes({ workflowService }: Connection, namespace: string): Promise<void> {
  for (const name of NAMES) {
    await workflowService.listWorkflowExecutions({ namespace, pageSize: 1, query: `${name} = 'readiness'` }).catch(
      onCode([INVALID_ARGUMENT], (cause) => {
        throw new FanoutError('NAMESPACE_INCOMPLETE', `"${namespace}" has no search attribute "${name}".`, [], {
          cause,
          hint: `Add it. Temporal Cloud: tcld namespace search-attributes add --namespace ${namespace} --search-attribute "${name}=Keyword". Elsewhere: temporal operator search-attribute create --namespace ${namespace} --name ${name} --type Keyword.`,
        });
      }),
    );
  }
}

interface GrpcError extends Error {
  readonly code?: number;
  readonly details?: string;
}

/** Handles an error of one of these codes, and hands on all others. */
function onCode<T>(codes: readonly number[], handle: (error: GrpcError) => T) {
  return (error: GrpcError): T => {
    if (codes.includes(error.code ?? -1)) return handle(error);
    throw error;
  };
}
