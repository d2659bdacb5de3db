import { type AccessWay, canLast } from './access.ts';
import type { ExtractedMetadata } from './activities.ts';
import type { OutputColour } from './rendition.ts';

/** Something that is not as a user might expect it, and why. */
export interface Note {
  readonly what: string;
  readonly why: string;
}

/** What became of a source. */
export interface SourceOutcome {
  readonly way: AccessWay;
  /** Length that was found, in seconds; `null` where only a part was wanted. */
  readonly foundSeconds: number | null;
  /** Frames that did not decode without errors. */
  readonly damagedFrames: number;
  /** The user asked that high dynamic range be kept. */
  readonly hdrWanted: boolean;
  /** Of every rendition. */
  readonly colours: readonly OutputColour[];
}

/** A header that is less wrong than this is not worth a word. */
const SHORT_SECONDS = 1;

/** All that a user should know of a source that came out, but not quite as it was. */
export function sourceNotes(metadata: Pick<ExtractedMetadata, 'facts' | 'silent'>, outcome: SourceOutcome): Note[] {
  const { facts, silent } = metadata;
  return [
    ...silent.map((codec) => ({ what: 'audio', why: `A ${codec} track was left out: nothing here decodes it.` })),
    ...facts.otherStreams
      .filter((stream) => stream.startsWith('subtitle '))
      .map((stream) => ({ what: 'captions', why: `A ${stream} track was skipped: it is pictures, not text.` })),
    ...lengthNotes(metadata, outcome),
    ...damageNotes(outcome),
    ...rangeNotes(metadata, outcome),
  ];
}

function lengthNotes({ facts }: Pick<ExtractedMetadata, 'facts'>, { way, foundSeconds }: SourceOutcome): Note[] {
  const promised = facts.video.durationSeconds ?? facts.durationSeconds ?? 0;
  if (foundSeconds === null || way === 'seek' || promised - foundSeconds <= SHORT_SECONDS) return [];
  if (!canLast(facts.bytes, promised)) return [];
  const why = `Its headers promise ${promised.toFixed(1)} s; ${foundSeconds.toFixed(1)} s are there.`;
  return [{ what: 'source', why }];
}

function damageNotes({ damagedFrames }: SourceOutcome): Note[] {
  if (damagedFrames === 0) return [];
  const many = damagedFrames === 1 ? 'A frame' : `About ${damagedFrames} frames`;
  return [{ what: 'source', why: `${many} of it did not decode without errors: what could be made of them is shown.` }];
}

/** Transfer functions of high dynamic range, by ffmpeg's names. */
const HDR: readonly (string | null)[] = ['smpte2084', 'arib-std-b67'];

function rangeNotes(
  { facts: { video } }: Pick<ExtractedMetadata, 'facts'>,
  { hdrWanted, colours }: SourceOutcome,
): Note[] {
  const isLost = hdrWanted && HDR.includes(video.colour.transfer) && colours.every((colour) => colour === 'bt709');
  return [
    ...(isLost ? [{ what: 'hdr', why: 'It was tone-mapped: only hevc and av1 keep high dynamic range.' }] : []),
    ...(video.dolbyVision ? [{ what: 'hdr', why: 'What Dolby Vision adds to its base layer is not kept.' }] : []),
  ];
}
