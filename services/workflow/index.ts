export { DiscardWorkflow } from './discard-workflow.ts';
export { planQuery, statusQuery, VideoWorkflow } from './video-workflow.ts';
