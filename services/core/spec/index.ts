export { type JobSpec, jobSpecSchema, specKeys } from './job-spec.ts';
export { nearestKey } from './nearest.ts';
export { parseJobSpec, specFromPairs } from './parse-spec.ts';
export { type Profile, parseProfile, profileJsonSchema, specPartJsonSchema } from './profile.ts';
