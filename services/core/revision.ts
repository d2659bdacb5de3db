import type { MadeVideo, Revision } from './activities.ts';
import { FanoutError } from './errors.ts';
import type { FrameGrid } from './grid.ts';
import type { JobStatus, RevisionOutcome } from './job.ts';
import { RUNG_NAMES } from './ladder.ts';
import { type VideoPlan, videoRenditions } from './plan.ts';
import { printable } from './printable.ts';
import { VIDEO_CODECS, type VideoCodec, type VideoRendition } from './rendition.ts';
import type { JobSpec } from './spec/job-spec.ts';

/*
 * A finished video is changed by planning it once more with the renditions that are wanted, of which only those are
 * encoded that are new. All others stay as they are, whatever ffmpeg made them.
 */

type Wanted = Pick<Revision, 'what' | 'renditions' | 'made'>;

/** @throws FanoutError RENDITION_UNKNOWN, RENDITION_EXISTS */
export function checkRevision({ what, renditions, made }: Wanted): void {
  for (const name of renditions) {
    const { rung } = parseRendition(name);
    const exists = made.video.some((rendition) => rendition.name === name);
    if (!exists && !RUNG_NAMES.some((known) => known === rung)) throw unknownRendition(name);
    if (what === 'add' && exists) throw new FanoutError('RENDITION_EXISTS', `The video has ${name} already.`);
    if (what === 'redo' && !exists) throw new FanoutError('RENDITION_UNKNOWN', `The video has no rendition ${name}.`);
  }
}

/** The spec that plans all that the video will have. @throws FanoutError RENDITION_UNKNOWN */
export function revisedSpec(spec: JobSpec, { renditions, made }: Wanted): JobSpec {
  const all = [...made.video.map(({ name }) => name), ...renditions].map(parseRendition);
  const ladder = RUNG_NAMES.filter((rung) => all.some((wanted) => wanted.rung === rung));
  const codecs = VIDEO_CODECS.filter((codec) => all.some((wanted) => wanted.codec === codec));
  // A source that is smaller than every rung has one of its own size, which is planned by itself.
  return { ...spec, ladder: ladder.length > 0 ? [...ladder] : 'auto', codecs: [...codecs] };
}

/** What keeps renditions apart from those of the same name that are there, and as good. */
export function revisedSettings({ what, renditions, made }: Wanted) {
  const again = what === 'redo' ? made.video.filter(({ name }) => renditions.includes(name)) : [];
  return {
    takes: Object.fromEntries(again.map(({ name, take = 0 }) => [name, take + 1])),
    crfs: Object.fromEntries(again.map(({ name, crf }) => [name, crf])),
  };
}

/**
 * Only what is to be encoded, on the timeline of the video: the wanted renditions, without sound.
 * @param fresh the plan of {@link revisedSpec}
 * @throws FanoutError RENDITION_IMPOSSIBLE; SOURCE_CHANGED when the source does not give the same timeline any more
 */
export function narrowPlan(fresh: VideoPlan, { renditions, made }: Wanted): VideoPlan {
  if (!sameTimeline(fresh.grid, made.grid)) {
    throw new FanoutError('SOURCE_CHANGED', 'The source does not have the frames any more that the video was made of.');
  }
  const planned = videoRenditions(fresh);
  const missing = renditions.find((name) => !planned.some((rendition) => rendition.name === name));
  if (missing !== undefined) {
    const { rung } = parseRendition(missing);
    const reason = fresh.skipped.find((skipped) => skipped.rung === rung)?.reason ?? 'the source does not give it';
    throw new FanoutError('RENDITION_IMPOSSIBLE', `${missing} cannot be made: ${reason}.`);
  }
  const lanes = fresh.lanes.flatMap((lane) => {
    const mine = lane.renditions.filter(({ name }) => renditions.includes(name));
    return mine.length > 0 ? [{ ...lane, renditions: mine }] : [];
  });
  return { ...fresh, grid: made.grid, chunks: made.chunks, lanes, audio: [] };
}

/** What the video has with the renditions of a plan: by codec in the order in which they came, then from large to small. */
export function revisedMade(plan: Pick<VideoPlan, 'lanes'>, made: MadeVideo): MadeVideo {
  const fresh = videoRenditions(plan);
  const kept = made.video.filter(({ name }) => !fresh.some((rendition) => rendition.name === name));
  const codecs = [...new Set([...made.video, ...fresh].map(({ codec }) => codec))];
  const place = ({ codec }: VideoRendition) => codecs.indexOf(codec);
  const pixels = ({ width, height }: VideoRendition) => width * height;
  return { ...made, video: [...kept, ...fresh].sort((a, b) => place(a) - place(b) || pixels(b) - pixels(a)) };
}

/** How a changed video is described. @param now of this run, which knows only what it made itself */
export function revisedStatus({ what, renditions, before }: Revision, now: JobStatus): JobStatus {
  const { state, error, progress, work } = now;
  const outcome = (over: RevisionOutcome['state']): RevisionOutcome => ({ what, renditions, state: over });
  const { revision: _, ...unchanged } = before;
  if (state !== 'completed') {
    const failed = state === 'failed' || state === 'cancelled';
    const revision = { ...outcome(state === 'queued' ? 'running' : state), ...(error ? { error } : {}) };
    return failed ? { ...unchanged, revision } : { ...unchanged, state, progress, work, revision };
  }
  const fresh = (name: string) => now.renditions.find((rendition) => rendition.name === name);
  const known = (name: string) => before.renditions.find((rendition) => rendition.name === name);
  return {
    ...unchanged,
    dash: now.dash,
    files: [...new Set([...before.files, ...now.files])].sort(),
    renditions: now.renditions.map((rendition) => {
      return renditions.includes(rendition.name) ? rendition : (known(rendition.name) ?? rendition);
    }),
    skipped: before.skipped.filter(({ rung }) => !fresh(rung)),
    degraded: [
      ...before.degraded,
      ...now.degraded.filter((note) => !before.degraded.some((old) => old.why === note.why)),
    ],
    verification: now.verification,
    work,
    progress,
    revision: outcome('completed'),
  };
}

/** @throws FanoutError RENDITION_UNKNOWN */
function parseRendition(name: string): { rung: string; codec: VideoCodec } {
  const [, rung, codec = 'h264'] = /^(\d+p)(?:-(hevc|av1))?$/.exec(name) ?? [];
  if (rung === undefined) throw unknownRendition(name);
  return { rung, codec: codec as VideoCodec };
}

/** Characters of a refused name that are shown. */
const SHOWN = 40;

function unknownRendition(name: string): FanoutError {
  const shown = JSON.stringify(printable(name.slice(0, SHOWN)));
  const known = `${RUNG_NAMES.join(', ')}, or with a codec as in 720p-hevc`;
  return new FanoutError('RENDITION_UNKNOWN', `${shown} is no rendition; there may be ${known}.`);
}

function sameTimeline(a: FrameGrid, b: FrameGrid): boolean {
  return (
    JSON.stringify([a.rate, a.frames, a.gopFrames, a.segmentFrames]) ===
    JSON.stringify([b.rate, b.frames, b.gopFrames, b.segmentFrames])
  );
}
