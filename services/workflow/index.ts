export { statusQuery, VideoWorkflow } from './video-workflow.ts';
