import type { VideoFacts } from '../core/index.ts';
import { inputArgs } from './input-args.ts';
import { runMediaTool } from './run.ts';

const LIMITS = { wallMs: 300_000, fileBytes: 0 };
/** Enough for the filter to make up its mind; a second or so of CPU at most. */
const SAMPLE_FRAMES = 60;
/** Share of the decided frames that must show fields. */
const SHARE = 0.5;
/** Lines of the formats in which interlaced video was ever made. */
const FIELD_LINES: readonly number[] = [480, 486, 576, 1080, 1088];

/** Whether fields are worth looking for: the headers speak of them, or are silent about a size that broadcasters use. */
export function mayBeInterlaced({ fieldOrder, codedHeight }: VideoFacts): boolean {
  if (fieldOrder !== null && fieldOrder !== 'progressive') return true;
  return FIELD_LINES.includes(codedHeight) && fieldOrder === null;
}

export function interlaceArgs(streamIndex: number, url: string): string[] {
  return [
    ...['-nostdin', '-hide_banner', '-v', 'info', '-nostats', ...inputArgs(url), '-map', `0:${streamIndex}`],
    ...['-vf', 'idet', '-frames:v', String(SAMPLE_FRAMES), '-an', '-sn', '-dn', '-f', 'null', '-'],
  ];
}

/** Looks at the first frames of the picture for fields that were woven together: headers are often wrong about it. */
export async function isInterlaced(
  video: VideoFacts,
  url: string,
  tools: { readonly ffmpeg: string; readonly cwd: string; readonly signal: AbortSignal },
): Promise<boolean> {
  if (!mayBeInterlaced(video)) return false;
  const { stderr } = await runMediaTool({
    program: tools.ffmpeg,
    purpose: 'find-interlacing',
    args: interlaceArgs(video.streamIndex, url),
    cwd: tools.cwd,
    signal: tools.signal,
    limits: LIMITS,
  });
  return showsFields(stderr);
}

/** Reads idet's last word, e.g. `Multi frame detection: TFF: 58 BFF: 0 Progressive: 2 Undetermined: 0`. */
export function showsFields(lines: readonly string[]): boolean {
  const found = lines
    .map((line) => /Multi frame detection: TFF:\s*(\d+) BFF:\s*(\d+) Progressive:\s*(\d+)/.exec(line))
    .findLast((match) => match !== null);
  if (!found) return false;
  const fields = Number(found[1]) + Number(found[2]);
  return fields > (fields + Number(found[3])) * SHARE;
}
