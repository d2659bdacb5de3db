import type {
  ExtractedMetadata,
  IndexedSource,
  MeasuredSource,
  SourceAccess,
  SourcePlace,
  TextTrack,
  Twins,
  Watermark,
} from '../core/index.ts';
import type { EncodingHome } from './encoder.ts';
import type { ChosenQuality } from './quality.ts';

/** What is known of the source, however it is read. */
export interface SourceSteps {
  place?: SourcePlace;
  found?: ExtractedMetadata;
  watermark?: Watermark | null;
  home?: EncodingHome;
  /** A copy that seeks exactly was made, or was to be. */
  indexed?: boolean;
}

/** What was done in one way of reading the source. */
export interface ReadingSteps {
  access?: SourceAccess;
  /** What is read: the source, or a copy of it that seeks exactly. */
  read?: IndexedSource;
  measured?: MeasuredSource | null;
  chosen?: ChosenQuality | null;
  twins?: Twins;
  /** Sound tracks that are encoded, by name. */
  sounds?: readonly string[];
  /** Where the picture ends, once its last chunk is there. */
  endFrame?: number;
  /** Text tracks by where they come from. */
  text?: readonly (readonly TextTrack[] | null)[];
}

/**
 * What a job has behind it: plain, and all that its next run, or the same one after a pause, needs to go on from there. The
 * plan is not in it, since it is a pure function of the rest.
 */
export interface Steps {
  readonly source: SourceSteps;
  reading: ReadingSteps;
}

/** Does a step that is not done yet, and keeps what came of it. */
export async function step<S extends object, K extends keyof S>(
  steps: S,
  name: K,
  work: () => Promise<NonNullable<S[K]> | Extract<S[K], null>>,
): Promise<Exclude<S[K], undefined>> {
  if (steps[name] === undefined) steps[name] = await work();
  return steps[name] as Exclude<S[K], undefined>;
}
