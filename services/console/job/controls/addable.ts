import type { ShownJob } from '../../../api/index.ts';
import { RUNG_NAMES, VIDEO_CODECS } from '../../../core/index.ts';

/** Names of renditions that a finished video could have besides its own: nothing larger than its source. */
export function addableRenditions({ source, renditions }: Pick<ShownJob, 'source' | 'renditions'>): readonly string[] {
  if (!source) return [];
  const short = Math.min(source.width, source.height);
  const has = new Set(renditions.map(({ name }) => name));
  return VIDEO_CODECS.flatMap((codec) =>
    RUNG_NAMES.filter((rung) => Number.parseInt(rung, 10) <= short)
      .reverse()
      .map((rung) => (codec === 'h264' ? rung : `${rung}-${codec}`)),
  ).filter((name) => !has.has(name));
}
