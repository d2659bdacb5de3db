export { claimVideoId } from './claim.ts';
export { deleteVideo } from './delete.ts';
export { retryJob, reviseJob, type Stack } from './revise.ts';
export { requireQuota, tenantShare } from './tenants.ts';
