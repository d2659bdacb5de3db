import {
  type ExtractedMetadata,
  type JobStatus,
  rationalText,
  type SourceAccess,
  sourceNotes,
  toNumber,
  type VideoJob,
  type VideoPlan,
  videoRenditions,
} from '../core/index.ts';

/** What is known once a job is planned. */
export interface Planned {
  readonly metadata: ExtractedMetadata;
  readonly access: SourceAccess;
  readonly plan: VideoPlan;
}

function isWhole({ clip }: VideoJob['spec']): boolean {
  return clip.start === 0 && clip.end === undefined;
}

/** What a user wants to see again of the source. */
export function summarizeSource(job: VideoJob, { metadata, access, plan }: Planned): JobStatus['source'] {
  const { facts } = metadata;
  const { rate, frames } = plan.grid;
  const { video } = facts;
  return {
    name: job.source.name,
    bytes: facts.bytes,
    container: facts.container,
    codec: video.codec,
    pixelFormat: video.pixelFormat,
    videoRange: video.colour.transfer === 'smpte2084' ? 'PQ' : video.colour.transfer === 'arib-std-b67' ? 'HLG' : 'SDR',
    width: video.width,
    height: video.height,
    rotation: video.rotation,
    interlaced: metadata.interlaced,
    rate: rationalText(rate),
    // What was found is nearer the truth than what was promised, where all of it was looked at.
    durationSeconds: isWhole(job.spec)
      ? frames / toNumber(rate)
      : (video.durationSeconds ?? facts.durationSeconds ?? 0),
    audioTracks: facts.audio.length,
    videoStream: video.streamIndex,
    access,
  };
}

/** What the source does not give, whatever is made of it. */
export function notesOn(job: VideoJob, { metadata, access, plan }: Planned, damagedFrames: number) {
  const { grid } = plan;
  return sourceNotes(metadata, {
    way: access.way,
    foundSeconds: isWhole(job.spec) ? grid.frames / toNumber(grid.rate) : null,
    damagedFrames,
    hdrWanted: job.spec.hdr === 'preserve',
    colours: videoRenditions(plan).map(({ colour }) => colour),
  });
}
