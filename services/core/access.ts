import type { FanoutError } from './errors.ts';
import { compareRational, type Rational, rational } from './rational.ts';
import type { SourceFacts, VideoFacts } from './source-facts.ts';

/**
 * How the picture of a source is read. `seek`: chunks are cut straight from it. `index`: it is copied once, without
 * encoding, into a file that seeks exactly, and cut there. `one-pass`: one activity decodes it from start to end.
 */
export type AccessWay = 'seek' | 'index' | 'one-pass';

/** A way and the evidence for it, as the result shows them. */
export interface SourceAccess {
  readonly way: AccessWay;
  readonly why: string;
}

/** Sources faster than this are refused; output is 60 frames per second at most in any case. */
export const MAX_RATE = rational(240);
/** Containers whose index makes a seek exact (DESIGN: 159 of 159 such files, frame hash by frame hash). */
const MOV = 'mov,mp4,m4a,3gp,3g2,mj2';
const SEEKABLE_CONTAINERS = [MOV, 'matroska,webm'];
/** Fewer bytes per second than any picture takes: the length in the header is not the length of the video. */
const LEAST_BYTES_PER_SECOND = 40;

/** Sound may start before zero by an encoder's priming samples; a picture that does has no timestamps in Matroska. */
const PRIMING_SECONDS = 0.2;

/** The first way to try, from what the headers say. */
export function firstAccess(facts: SourceFacts & { readonly video: VideoFacts }): SourceAccess {
  const { video } = facts;
  if (!SEEKABLE_CONTAINERS.includes(facts.container)) {
    return { way: 'index', why: `seeking in ${facts.container} is not exact` };
  }
  if (facts.startSeconds < -PRIMING_SECONDS) {
    return { way: 'one-pass', why: `its clock starts ${(-facts.startSeconds).toFixed(3)} s before zero` };
  }
  const doubt = headerDoubt(facts, video);
  return doubt ? { way: secondWay(facts), why: doubt } : { way: 'seek', why: 'its index makes every seek exact' };
}

/** Whether a file of so many bytes can hold a picture for so many seconds. */
export function canLast(bytes: number, seconds: number): boolean {
  return bytes / seconds >= LEAST_BYTES_PER_SECOND;
}

/** Why the headers cannot be planned by; `null` when they can. */
function headerDoubt(facts: SourceFacts, video: VideoFacts): string | null {
  const seconds = video.durationSeconds ?? facts.durationSeconds;
  if (seconds === null || seconds <= 0) return 'the file does not say how long it is';
  if (!canLast(facts.bytes, seconds)) {
    return `its headers claim ${seconds.toFixed(0)} s, which ${facts.bytes} bytes cannot hold`;
  }
  return sourceRate(video) ? null : 'the frame rate in its headers is not credible';
}

/** A copy to Matroska would lose MP4's edit lists and rotation: such a file is decoded from start to end instead. */
function secondWay({ container }: SourceFacts): AccessWay {
  return container === MOV ? 'one-pass' : 'index';
}

/** Failures that another way of reading may cure. */
const CURABLE: readonly string[] = ['CHUNK_OFF_PLAN', 'SOURCE_NOT_INDEXABLE'];

/** The next way after one that failed; `null` when there is none, or the failure has nothing to do with reading. */
export function nextAccess(current: AccessWay, facts: SourceFacts, failure: FanoutError): SourceAccess | null {
  if (!CURABLE.includes(failure.code) || current === 'one-pass') return null;
  return { way: current === 'seek' ? secondWay(facts) : 'one-pass', why: failure.message };
}

/**
 * The rate that the headers claim, if it is one: the nominal rate of constant-rate video, else the average. Some muxers
 * write the tick of their clock where a rate belongs; such a value is passed over.
 */
export function sourceRate(video: VideoFacts): Rational | null {
  const wished = video.constantRate ? [video.nominalRate] : [video.averageRate, video.nominalRate];
  return wished.find((rate) => rate !== null && compareRational(rate, MAX_RATE) <= 0) ?? null;
}
