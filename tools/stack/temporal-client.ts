import { Connection } from '@temporalio/client';

const CONNECT_MS = 2_000;
const RETENTION_SECONDS = 7 * 24 * 3600;
const ALREADY_EXISTS = 6;

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
    await workflowService
      .registerNamespace({
        namespace,
        workflowExecutionRetentionPeriod: { seconds: RETENTION_SECONDS as never },
      })
      .catch((error: { code?: number }) => {
        if (error.code !== ALREADY_EXISTS) throw error;
      });
    await workflowService.describeNamespace({ namespace });
    await workflowService.listWorkflowExecutions({ namespace, pageSize: 1 });
    await workflowService.describeTaskQueue({ namespace, taskQueue: { name: 'readiness' } });
  });
}
