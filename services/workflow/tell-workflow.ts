import {
  CancellationScope,
  ChildWorkflowCancellationType,
  getExternalWorkflowHandle,
  ParentClosePolicy,
  startChild,
} from '@temporalio/workflow';

/** The workflow that is told may end at the very moment at which it is spoken to. */
const ATTEMPTS = 3;

/** A workflow that serves others: it ends when it has nothing to do, and is started again when there is something. */
export interface ServingWorkflow {
  readonly workflowId: string;
  readonly type: string;
  readonly signal: string;
  /** What the signal says. */
  readonly news: unknown;
  /** What a new one is started with, the news included. */
  readonly start: unknown;
  /** 1 (first) to 5. */
  readonly priority: number;
}

/**
 * Tells a workflow something, and starts it when it is not there. It outlives the one that started it, and is told even by
 * one that is being cancelled.
 * @returns what went wrong, when it could not be told
 */
export function tellWorkflow(serving: ServingWorkflow): Promise<readonly string[]> {
  return CancellationScope.nonCancellable(async () => {
    const { workflowId, type, signal, news, start, priority } = serving;
    const tell = () => getExternalWorkflowHandle(workflowId).signal(signal, news);
    const begin = () =>
      startChild(type, {
        workflowId,
        args: [start],
        parentClosePolicy: ParentClosePolicy.ABANDON,
        cancellationType: ChildWorkflowCancellationType.ABANDON,
        priority: { priorityKey: priority },
      });
    const problems: string[] = [];
    for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
      for (const way of [tell, begin]) {
        try {
          await way();
          return [];
        } catch (error) {
          problems.push(String(error));
        }
      }
    }
    return problems;
  });
}
