import { EXTRA, type ExtractedMetadata, FanoutError, type InspectInput } from '../core/index.ts';
import { heartbeating } from '../temporal/index.ts';
import { findOnWeb } from '../web/index.ts';
import type { MetadataDeps } from './deps.ts';
import { lookAtSource } from './extract-metadata.ts';

/**
 * Looks at a source of which there is no job, for somebody who waits for it. Unlike for a job, one that can only be read as a
 * whole is not copied.
 */
export function inspectSource(deps: MetadataDeps, input: InspectInput): Promise<ExtractedMetadata> {
  return heartbeating(async (_report, signal) => {
    return lookAtSource(deps, 'url' in input ? await placeOf(deps, input.url, signal) : input, signal);
  }, EXTRA);
}

async function placeOf({ web }: MetadataDeps, url: string, signal: AbortSignal) {
  const { object, ranges } = await findOnWeb(web, url, signal);
  if (ranges) return object;
  throw new FanoutError(
    'USAGE',
    'The server does not hand out parts of the file, so nothing short of all of it would tell: upload it, and ask for that upload.',
  );
}
