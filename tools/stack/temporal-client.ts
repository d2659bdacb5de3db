import { Connection } from '@temporalio/client';

const CONNECT_MS = 2_000;
const RETENTION_SECONDS = 7 * 24 * 3600;
const ALREADY_EXISTS = 6;
const PERMISSION_DENIED = 7;

async function withConnection<T>(address: string, use: (connection: Connection) => Promise<T>): Promise<T> {
  const connection = await Connection.connect({ address, connectTimeout: CONNECT_MS });
  try {
    return await connection.withDeadline(Date.now() + CONNECT_MS * 2, () => use(connection));
  } finally {
    await connection.close();
  }
}

/** The id that a Temporal server's database was given when it was made: tells one server from another at the same address. */
export function clusterId(address: string): Promise<string> {
  return withConnection(
    address,
    async ({ workflowService }) => (await workflowService.getClusterInfo({})).clusterId ?? '',
  );
}

/**
 * Makes the namespace if it is not there, and looks whether jobs in it can be listed and handed out: the server's front
 * answers well before the part behind it that queues are kept in. Rejects while it cannot.
 */
export function readyNamespace(address: string, namespace: string): Promise<void> {
  return withConnection(address, async ({ workflowService }) => {
    const retention = { seconds: RETENTION_SECONDS as never };
    await workflowService
      .registerNamespace({ namespace, workflowExecutionRetentionPeriod: retention })
      .catch((error: { code?: number }) => {
        // A server that is not ours may let us use a namespace without letting us make one.
        if (error.code !== ALREADY_EXISTS && error.code !== PERMISSION_DENIED) throw error;
      });
    await workflowService.describeNamespace({ namespace });
    await workflowService.listWorkflowExecutions({ namespace, pageSize: 1 });
    await workflowService.describeTaskQueue({ namespace, taskQueue: { name: 'readiness' } });
  });
}
