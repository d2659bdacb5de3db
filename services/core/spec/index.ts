export { type JobSpec, jobSpecSchema, specKeys } from './job-spec.ts';
export { mergeSpecs } from './merge-spec.ts';
export { nearestKey } from './nearest.ts';
export { parseJobSpec, specFromPairs, writtenSpec } from './parse-spec.ts';
export { type Profile, parseProfile, profileJsonSchema, specPartJsonSchema } from './profile.ts';
