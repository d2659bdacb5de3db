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

/** ebur128's gate: what it prints when nothing was above it. */
const SILENCE_LUFS = -70;

/**
 * Reads what ebur128 printed. A track whose layout changes on its way is measured in parts: the loudest of them counts.
 * @throws FanoutError ENCODE_FAILED when there is no summary
 */
export function parseLoudness(lines: readonly string[]): MeasuredLoudness {
  const starts = lines.flatMap((line, i) => (/^\[\S*ebur128\S* @ 0x[0-9a-f]+\] Summary:/.test(line) ? [i] : []));
  const parts = starts.map((start, i) => parseSummary(lines.slice(start + 1, starts[i + 1])));
  const loudest = Math.max(...parts.map((part) => part.integrated));
  const peak = Math.max(...parts.map((part) => part.truePeak));
  if (parts.length === 0 || Number.isNaN(loudest) || Number.isNaN(peak)) {
    throw new FanoutError('ENCODE_FAILED', 'ffmpeg did not say how loud the sound is.', lines);
  }
  return {
    integrated: loudest > SILENCE_LUFS ? loudest : null,
    truePeak: peak > Number.NEGATIVE_INFINITY ? peak : null,
    range: Math.max(...parts.map((part) => part.range)),
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
