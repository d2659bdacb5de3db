import { Connection } from '@temporalio/client';

const CONNECT_MS = 2_000;

/** The id that a Temporal server's database was given when it was made: tells one server from another at the same address. */
export async function clusterId(address: string): Promise<string> {
  const connection = await Connection.connect({ address, connectTimeout: CONNECT_MS });
  try {
    return await connection.withDeadline(
      Date.now() + CONNECT_MS * 2,
      async () => (await connection.workflowService.getClusterInfo({})).clusterId ?? '',
    );
  } finally {
    await connection.close();
  }
}
