export { openSource, type SourcePlaces } from './open-source.ts';
