import { type AcceptedSource, acceptSource, FanoutError, rejectLarge, type SourceFacts } from '../core/index.ts';
import { canDecodeAudio, canDecodeVideo } from './allow-lists.ts';
import { rejectProtected } from './encryption.ts';
import { findHdr10 } from './hdr10.ts';
import { rejectTruncated } from './integrity.ts';
import { sourceLimits } from './limits.ts';
import { probe } from './probe.ts';
import { rejectNonMedia, SNIFF_BYTES } from './sniff.ts';
import type { ByteSource, SourceProxy } from './source/index.ts';

/** The transfer function of HDR10, by ffmpeg's name. */
const PQ = 'smpte2084';

/** What was found, of which everything can be decoded. */
export interface Inspected {
  readonly facts: AcceptedSource;
  /** Codecs of sound tracks that are left out, since nothing here decodes them. */
  readonly silent: readonly string[];
}

interface LookTools {
  readonly ffprobe: string;
  readonly cwd: string;
  readonly signal?: AbortSignal;
  /** Reads it all, to count its packets. */
  readonly count?: boolean;
}

/**
 * Looks at a source without reading more than its headers, and accepts or refuses it. The same look is taken by the
 * command line before an upload and by the metadata worker before a plan.
 *
 * @throws FanoutError with an input code
 */
export async function inspectSource(
  source: ByteSource,
  tools: LookTools & { readonly proxy: SourceProxy },
): Promise<Inspected> {
  const limits = sourceLimits();
  if (source.size === 0) throw new FanoutError('SOURCE_EMPTY', 'The file is empty.');
  rejectLarge(source.size, limits.bytes);
  rejectNonMedia(await source.read(0, Math.min(source.size, SNIFF_BYTES)));
  await rejectTruncated(source);
  await rejectProtected(source);
  // Whoever counts reads all of it.
  const pace = tools.count ? 'stream' : 'glance';
  const facts = await tools.proxy.use(source, ({ url }) => look(url, source.size, tools), pace);
  const codec = facts.video?.codec;
  if (codec !== undefined && codec !== 'unknown' && facts.video?.codecTag !== 'encv' && !canDecodeVideo(codec)) {
    throw new FanoutError('SOURCE_CODEC_UNSUPPORTED', `The video is ${codec}, which is not decoded here.`);
  }
  const accepted = acceptSource(facts, limits);
  const silent = accepted.audio.filter((audio) => !canDecodeAudio(audio.codec)).map((audio) => audio.codec);
  return { facts: { ...accepted, audio: accepted.audio.filter((audio) => canDecodeAudio(audio.codec)) }, silent };
}

/** The headers, and of a PQ picture what only its first frame may tell. */
async function look(url: string, bytes: number, tools: LookTools): Promise<SourceFacts> {
  const { count = false, ...rest } = tools;
  const facts = await probe(tools.ffprobe, url, { ...rest, bytes, count });
  const { video } = facts;
  if (video?.colour.transfer !== PQ || video.hdr10) return facts;
  return { ...facts, video: { ...video, hdr10: await findHdr10(video.streamIndex, url, tools).catch(without) } };
}

/** A picture that cannot be decoded will be heard of later; of what was ended from outside nothing is known. */
function without(error: unknown): null {
  if (error instanceof FanoutError && error.code === 'ENCODE_FAILED') return null;
  throw error;
}
