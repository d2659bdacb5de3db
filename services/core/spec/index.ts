export { type JobSpec, jobSpecSchema, parseJobSpec, specFromPairs, specKeys } from './job-spec.ts';
export { type Profile, parseProfile, profileJsonSchema } from './profile.ts';
