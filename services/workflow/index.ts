export { planQuery, statusQuery, VideoWorkflow } from './video-workflow.ts';
