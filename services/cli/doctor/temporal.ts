import type { Client } from '@temporalio/client';
import { asFanoutError } from '../../core/index.ts';
import { connectClient, temporalConfigFromEnv } from '../../temporal/index.ts';
import { START_TODO, type Stack } from '../find-stack/index.ts';
import { attempt, type Finding } from './finding.ts';
import { checkWork } from './work.ts';
import type { AskedWorker } from './workers.ts';

const ANSWER_MS = 20_000;

/** Temporal and its namespace; when both are there, what waits in them. */
export async function checkTemporal(stack: Stack, workers: readonly AskedWorker[]): Promise<Finding[]> {
  const config = temporalConfigFromEnv(stack.env);
  const client = await connectClient(config).catch(asFanoutError);
  if (client instanceof Error) {
    const cause = 'It does not run, is being started still, or something else has its port.';
    return [{ check: 'Temporal', ok: false, found: client.message, cause, todo: START_TODO[stack.kind] }];
  }
  try {
    const namespace = await checkNamespace(client, config.namespace);
    const there: Finding[] = [{ check: 'Temporal', ok: true, found: config.address }, namespace];
    if (!namespace.ok) return there;
    const rest = await client.withDeadline(Date.now() + ANSWER_MS, () => checkWork(client, stack, workers));
    return [...there, ...rest];
  } catch (error) {
    const todo = 'Look again in a while; restart Temporal if it stays so.';
    return [{ check: 'Temporal', ok: false, found: `${config.address}: ${asFanoutError(error).message}`, todo }];
  } finally {
    await client.connection.close();
  }
}

function checkNamespace(client: Client, namespace: string): Promise<Finding> {
  const todo = `Make it: temporal operator namespace create ${namespace}. Or set TEMPORAL_NAMESPACE to one that is there.`;
  return attempt('Temporal namespace', todo, async () => {
    await client.workflowService.describeNamespace({ namespace });
    return namespace;
  });
}
