import {
  type AudioResult,
  exitCodeFor,
  type JobStatus,
  type RenditionResult,
  type RevisionOutcome,
} from '../core/index.ts';

/** What a command exits with for a job's state. */
export function exitCodeOf(status: JobStatus): number {
  const { revision } = status;
  if (revision?.error) return exitCodeFor(revision.error.code);
  if (status.state === 'completed') return 0;
  return status.error ? exitCodeFor(status.error.code) : 1;
}

/** A job for people, in lines. */
export function describeJob(status: JobStatus): string[] {
  const lines = [`${status.videoId}  ${status.state}`];
  const { source, timings, work, verification, error } = status;
  if (source) {
    lines.push(
      `source      ${source.name}: ${source.width}×${source.height}, ${source.rate} fps, ${source.durationSeconds.toFixed(1)} s, ${source.codec}`,
    );
  }
  for (const r of status.renditions) {
    const rate = `${(r.bandwidth / 1e6).toFixed(2)} Mb/s peak`;
    lines.push(
      `${r.name.padEnd(12)}${r.width}×${r.height}, ${r.frames} frames, ${(r.bytes / 1e6).toFixed(1)} MB, ${rate}, ${quality(r)}`,
    );
  }
  for (const track of status.audio) lines.push(`${track.name.padEnd(12)}${describeSound(track)}`);
  for (const { rung, reason } of status.skipped) lines.push(`skipped     ${rung}: ${reason}`);
  for (const { what, why } of status.degraded) lines.push(`degraded    ${what}: ${why}`);
  if (work.chunks > 0) {
    lines.push(
      `work        ${work.chunks} chunks: ${work.encoded} encoded, ${work.reused} reused, ${work.retried} retries`,
    );
  }
  if (verification) {
    const { audioOffsetMs, audioEndOffsetMs } = verification;
    const sound =
      audioOffsetMs === null ? 'no sound' : `sound offset ${audioOffsetMs} ms, ${audioEndOffsetMs} at the end`;
    const verdict = verification.ok ? 'ok' : verification.problems.join('; ');
    lines.push(`verified    ${verdict}: ${verification.frames} frames over ${verification.seams} seams, ${sound}`);
  }
  if (timings.firstPlayableMs !== null) {
    const total = timings.totalMs === null ? '' : `, complete after ${(timings.totalMs / 1000).toFixed(1)} s`;
    lines.push(`time        playable after ${(timings.firstPlayableMs / 1000).toFixed(1)} s${total}`);
  }
  if (status.revision) lines.push(...describeRevision(status.revision));
  if (error) lines.push(`error       ${error.code}: ${error.message}`, `            → ${error.hint}`);
  lines.push(`output      ${status.output}`);
  return lines;
}

function describeRevision({ what, renditions, state, error }: RevisionOutcome): string[] {
  const line = `${what.padEnd(12)}${renditions.join(', ')}: ${state}`;
  return error
    ? [`${line}; the video is as it was. ${error.code}: ${error.message}`, `            → ${error.hint}`]
    : [line];
}

function describeSound({ language, channels, bitrate, loudness }: AudioResult): string {
  const track = `${language}, ${channels} channels, ${bitrate / 1000} kb/s`;
  if (!loudness) return track;
  if (loudness.measured === null) return `${track}, silent`;
  const held = loudness.limited ? ', as much as its peaks allow' : '';
  const gain = `${loudness.gain > 0 ? '+' : ''}${loudness.gain.toFixed(1)} dB`;
  return `${track}, ${loudness.measured.toFixed(1)} LUFS ${gain}${held}`;
}

/** E.g. `CRF 21.3, SSIM 0.9712 (0.9533 at the lowest)`. */
function quality({ crf, quality: measured, target }: RenditionResult): string {
  const wished = target ? ` for SSIM ${target.wished} (${target.predicted.toFixed(4)} expected)` : '';
  const found = measured ? `, SSIM ${measured.mean.toFixed(4)} (${measured.lowest.toFixed(4)} at the lowest)` : '';
  return `CRF ${crf}${wished}${found}`;
}
