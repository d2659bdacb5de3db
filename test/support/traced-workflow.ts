import { continueAsNew, proxyActivities, startChild, workflowInfo } from '@temporalio/workflow';

const { work } = proxyActivities<{ work(name: string): Promise<void> }>({
  startToCloseTimeout: '10 s',
  retry: { initialInterval: 10, maximumAttempts: 2 },
});

/** Has one of everything that a trace follows, in two runs. */
export async function VideoWorkflow(run: number): Promise<void> {
  const { workflowId } = workflowInfo();
  await Promise.all([work('once'), work('fails first')]);
  if (run === 1) return continueAsNew<typeof VideoWorkflow>(2);
  await work('fails').catch(() => undefined);
  const children = await Promise.all([
    startChild(WebhookWorkflow, { workflowId: `${workflowId}-webhook` }),
    startChild(TenantWorkflow, { workflowId: `${workflowId}-tenant` }),
  ]);
  await Promise.all(children.map((child) => child.result()));
}

export const WebhookWorkflow = () => work('in a child');
export const TenantWorkflow = () => work('for many');
