import { FanoutError, type MeasuredLoudness } from '../core/index.ts';
import { type AudioJob, audioInput, soundFilter } from './audio-args.ts';

/** One ffmpeg command that measures a track as it would be encoded, and prints a summary on standard error. */
export function loudnessArgs(job: AudioJob, url: string): string[] {
  return [
    ...['-nostdin', '-hide_banner', '-v', 'info', '-nostats', '-progress', 'pipe:1', ...audioInput(job, url)],
    // A line per tenth of a second would drown the summary; `verbose` is what every version can be told to hide them as.
    ...['-af', [...soundFilter(job), 'ebur128=peak=true:framelog=verbose'].join(',')],
    ...['-f', 'null', '-'],
  ];
}

/** What {@link parseLoudness} needs of standard error: a warning for each tenth of a second may come between summaries. */
export const LOUDNESS_LINES = /^\[\S*ebur128\S* @ |^\s+(I|LRA|Peak):\s/;

/** ebur128's gate: what it prints when nothing was above it. */
const SILENCE_LUFS = -70;
const SUMMARY = /^\[\S*ebur128\S* @ 0x[0-9a-f]+\] Summary:/;

/**
 * Reads what ebur128 printed.
 * @throws FanoutError ENCODE_FAILED when there is no summary; CHUNK_OFF_PLAN when there are more: ffmpeg starts to measure
 * anew when a track changes its layout or rate on its way, and the loudness of parts is not that of the whole
 */
export function parseLoudness(lines: readonly string[]): MeasuredLoudness {
  const [start, another] = lines.flatMap((line, i) => (SUMMARY.test(line) ? [i] : []));
  if (another !== undefined) throw new FanoutError('CHUNK_OFF_PLAN', 'The sound changes its layout on its way.');
  const found = parseSummary(start === undefined ? [] : lines.slice(start + 1));
  if (Number.isNaN(found.integrated) || Number.isNaN(found.truePeak)) {
    throw new FanoutError('ENCODE_FAILED', 'ffmpeg did not say how loud the sound is.', lines);
  }
  return {
    integrated: found.integrated > SILENCE_LUFS ? found.integrated : null,
    truePeak: found.truePeak > Number.NEGATIVE_INFINITY ? found.truePeak : null,
    range: found.range,
  };
}

function parseSummary(lines: readonly string[]) {
  const value = (line: RegExp) =>
    Number(lines.map((text) => line.exec(text)?.[1]).find((found) => found !== undefined) ?? Number.NaN);
  return {
    integrated: value(/^\s+I:\s+(-?\d+(?:\.\d+)?) LUFS$/),
    truePeak: lines.some((line) => /^\s+Peak:\s+-inf dBFS$/.test(line))
      ? Number.NEGATIVE_INFINITY
      : value(/^\s+Peak:\s+(-?\d+(?:\.\d+)?) dBFS$/),
    range: value(/^\s+LRA:\s+(\d+(?:\.\d+)?) LU$/),
  };
}
