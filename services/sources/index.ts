export { openSource, type SourcePlaces } from './open-source.ts';
export { readSmall } from './read-small.ts';
