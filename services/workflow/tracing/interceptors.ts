import type { WorkflowInterceptorsFactory } from '@temporalio/workflow';
import { TENANT_WORKFLOW_TYPE } from '../../core/index.ts';
import { WorkflowTrace } from './workflow-trace.ts';

/** Goes into the traced bundle only (tools/build.mjs). */
export const interceptors: WorkflowInterceptorsFactory = () => {
  const trace = new WorkflowTrace();
  return {
    inbound: [{ execute: (input, next) => trace.run(input.headers, () => next(input)) }],
    outbound: [
      {
        scheduleActivity: (input, next) =>
          trace.activity(input.activityType, input.headers, (headers) => next({ ...input, headers })),
        startChildWorkflowExecution: (input, next) =>
          // It goes on for other jobs, which would all be in the trace of the first.
          next(
            input.workflowType === TENANT_WORKFLOW_TYPE ? input : { ...input, headers: trace.forChild(input.headers) },
          ),
        continueAsNew: (input, next) => next({ ...input, headers: trace.forNextRun(input.headers) }),
      },
    ],
  };
};
