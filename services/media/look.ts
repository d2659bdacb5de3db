import { FanoutError } from '../core/index.ts';
import { type Inspected, inspectSource } from './inspect.ts';
import { isInterlaced } from './interlace.ts';
import type { ByteSource, SourceProxy } from './source/index.ts';
import type { MediaTools } from './tools.ts';

/** All that is known of a source before it is planned. */
export interface Looked extends Inspected {
  /** Fields were found in its picture. */
  readonly interlaced: boolean;
}

/**
 * Looks at a source's headers, and at the first frames of its picture where those may be fields. What a plan is made of, for the
 * metadata worker and for an estimate alike.
 *
 * @throws FanoutError with an input code
 */
export async function lookInto(
  bytes: ByteSource,
  tools: Pick<MediaTools, 'ffmpeg' | 'ffprobe'> & {
    readonly proxy: SourceProxy;
    readonly cwd: string;
    readonly signal: AbortSignal;
  },
): Promise<Looked> {
  const inspected = await inspectSource(bytes, tools);
  const interlaced = await tools.proxy.use(
    bytes,
    ({ url }) =>
      isInterlaced(inspected.facts.video, url, tools).catch((error: unknown) => {
        // A picture that cannot be decoded will be heard of later; of what was ended from outside nothing is known.
        if (error instanceof FanoutError && error.code === 'ENCODE_FAILED') return false;
        throw error;
      }),
    'glance',
  );
  return { ...inspected, interlaced };
}
