export { admittedSignal } from './admission.ts';
export { DiscardWorkflow } from './discard-workflow.ts';
export { InspectWorkflow } from './inspect-workflow.ts';
export { admissionsQuery, releaseSignal, requestSignal, TenantWorkflow } from './tenant-workflow.ts';
export { lookQuery, planQuery, statusQuery, VideoWorkflow } from './video-workflow.ts';
export { deliveriesQuery, eventSignal, outboxQuery, redeliverUpdate, WebhookWorkflow } from './webhook-workflow.ts';
