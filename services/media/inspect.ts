import { type AcceptedSource, acceptSource, FanoutError, rejectLarge } from '../core/index.ts';
import { canDecodeAudio, canDecodeVideo } from './allow-lists.ts';
import { rejectProtected } from './encryption.ts';
import { rejectTruncated } from './integrity.ts';
import { sourceLimits } from './limits.ts';
import { probe } from './probe.ts';
import { rejectNonMedia, SNIFF_BYTES } from './sniff.ts';
import type { ByteSource, SourceProxy } from './source/index.ts';

/** What was found, of which everything can be decoded. */
export interface Inspected {
  readonly facts: AcceptedSource;
  /** Codecs of sound tracks that are left out, since nothing here decodes them. */
  readonly silent: readonly string[];
}

/**
 * Looks at a source without reading more than its headers, and accepts or refuses it. The same look is taken by the
 * command line before an upload and by the metadata worker before a plan.
 *
 * @throws FanoutError with an input code
 */
export async function inspectSource(
  source: ByteSource,
  tools: {
    readonly ffprobe: string;
    readonly proxy: SourceProxy;
    readonly cwd: string;
    readonly signal?: AbortSignal;
    readonly count?: boolean;
  },
): Promise<Inspected> {
  const limits = sourceLimits();
  if (source.size === 0) throw new FanoutError('SOURCE_EMPTY', 'The file is empty.');
  rejectLarge(source.size, limits);
  rejectNonMedia(await source.read(0, Math.min(source.size, SNIFF_BYTES)));
  await rejectTruncated(source);
  await rejectProtected(source);
  const facts = await tools.proxy.use(
    source,
    ({ url }) =>
      probe(tools.ffprobe, url, {
        bytes: source.size,
        cwd: tools.cwd,
        count: tools.count ?? false,
        ...(tools.signal ? { signal: tools.signal } : {}),
      }),
    'glance',
  );
  const codec = facts.video?.codec;
  if (codec !== undefined && codec !== 'unknown' && facts.video?.codecTag !== 'encv' && !canDecodeVideo(codec)) {
    throw new FanoutError('SOURCE_CODEC_UNSUPPORTED', `The video is ${codec}, which is not decoded here.`);
  }
  const accepted = acceptSource(facts, limits);
  const silent = accepted.audio.filter((audio) => !canDecodeAudio(audio.codec)).map((audio) => audio.codec);
  return { facts: { ...accepted, audio: accepted.audio.filter((audio) => canDecodeAudio(audio.codec)) }, silent };
}
