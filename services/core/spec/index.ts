export { type JobSpec, jobSpecSchema, parseJobSpec, specFromPairs, specKeys } from './job-spec.ts';
