export { claimVideoId, idOfKey } from './claim.ts';
export { deleteVideo } from './delete.ts';
export { estimateJob, type JobEstimate, type JobEstimateWish } from './estimate-job.ts';
export { listProfiles, readProfile } from './profiles.ts';
export { retryJob, reviseJob, type Stack } from './revise.ts';
export { jobId, type RemoteSource, remoteIdentity, remoteJob, submitJob } from './submit.ts';
export { requireQuota, tenantShare } from './tenants.ts';
