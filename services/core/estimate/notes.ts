import type { SourceAccess } from '../access.ts';
import { type VideoPlan, videoRenditions } from '../plan.ts';
import type { JobSpec } from '../spec/job-spec.ts';
import type { SeenSource } from './estimate.ts';

/** Transfer functions of high dynamic range, by ffmpeg's names. */
const HDR: readonly (string | null)[] = ['smpte2084', 'arib-std-b67'];

/** What will be done, and is not in the figures. */
export function notesOn(seen: SeenSource, spec: JobSpec, plan: VideoPlan, access: SourceAccess): string[] {
  const { facts, silent, interlaced } = seen;
  const isToneMapped =
    HDR.includes(facts.video.colour.transfer) && videoRenditions(plan).some(({ colour }) => colour === 'bt709');
  const extra = [
    ...(isToneMapped ? ['tone mapping'] : []),
    ...(interlaced ? ['weaving fields into frames'] : []),
    ...(spec.watermark.image === undefined ? [] : ['the watermark']),
  ];
  return [
    ...(access.way === 'seek'
      ? []
      : [`Planned from its headers: ${access.why}, so that it is read whole first (${access.way}).`]),
    ...(extra.length > 0 ? [`Not in the estimate, and takes CPU time as well: ${extra.join(', ')}.`] : []),
    ...silent.map((codec) => `A ${codec} track is left out: nothing here decodes it.`),
  ];
}
