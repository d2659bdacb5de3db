import { Connection } from '@temporalio/client';
import { SEARCH_ATTRIBUTES } from '../core/index.ts';

const CONNECT_MS = 2_000;
const RETENTION_SECONDS = 7 * 24 * 3600;
const ALREADY_EXISTS = 6;
const PERMISSION_DENIED = 7;
const UNIMPLEMENTED = 12;
/** `INDEXED_VALUE_TYPE_KEYWORD` */
const KEYWORD = 2;

/**
 * Makes the namespace and its search attributes, if they are not there, and looks whether jobs in it can be listed and
 * handed out: the server's front answers well before the part behind it that queues are kept in. Rejects while it cannot.
 *
 * A server that is not ours may let us use a namespace without letting us make one, or change it: then somebody else has.
 */
export async function readyNamespace(address: string, namespace: string): Promise<void> {
  const connection = await Connection.connect({ address, connectTimeout: CONNECT_MS });
  const { workflowService, operatorService } = connection;
  const make = async () => {
    const retention = { seconds: RETENTION_SECONDS as never };
    await workflowService
      .registerNamespace({ namespace, workflowExecutionRetentionPeriod: retention })
      .catch(unless(ALREADY_EXISTS, PERMISSION_DENIED));
    await workflowService.describeNamespace({ namespace });
    const searchAttributes = Object.fromEntries(Object.values(SEARCH_ATTRIBUTES).map((name) => [name, KEYWORD]));
    await operatorService
      .addSearchAttributes({ namespace, searchAttributes })
      .catch(unless(ALREADY_EXISTS, PERMISSION_DENIED, UNIMPLEMENTED));
    await workflowService.listWorkflowExecutions({ namespace, pageSize: 1 });
    await workflowService.describeTaskQueue({ namespace, taskQueue: { name: 'readiness' } });
  };
  try {
    await connection.withDeadline(Date.now() + CONNECT_MS * 2, make);
  } finally {
    await connection.close();
  }
}

function unless(...codes: readonly number[]) {
  return (error: { code?: number }) => {
    if (!codes.includes(error.code ?? -1)) throw error;
  };
}
