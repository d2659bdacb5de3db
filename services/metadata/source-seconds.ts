import { SecondsCounter } from '../temporal/index.ts';

/** What cost is divided by: each video counts once, however many renditions it has, and not again when it is changed. */
export const SOURCE_SECONDS = new SecondsCounter('fanout_source_seconds', 'Length of videos that were completed');
