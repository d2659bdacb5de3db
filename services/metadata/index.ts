import type { MetadataActivities, WebhookActivities } from '../core/index.ts';
import { deliverWebhook } from './deliver-webhook.ts';
import type { MetadataDeps } from './deps.ts';
import { discard } from './discard.ts';
import { endSound } from './end-sound.ts';
import { extractCaptions } from './extract-captions.ts';
import { extractMetadata } from './extract-metadata.ts';
import { findSource } from './find-source.ts';
import { findTwins } from './find-twins.ts';
import { indexSource } from './index-source.ts';
import { inspectSource } from './inspect-source.ts';
import { prepareWatermark } from './prepare-watermark.ts';
import { publish } from './publish.ts';
import { publishCaptionFile } from './publish-caption-file.ts';
import { verify } from './verify.ts';
import { writeResult } from './write-result.ts';

export type { MetadataDeps } from './deps.ts';
export { ReportReader } from './report-reader.ts';
export { SOURCE_SECONDS } from './source-seconds.ts';

/** The activities of `metadata-queue`. */
export function createMetadataActivities(deps: MetadataDeps): MetadataActivities & WebhookActivities {
  return {
    findSource: (input) => findSource(deps, input),
    extractMetadata: (source) => extractMetadata(deps, source),
    inspectSource: (input) => inspectSource(deps, input),
    prepareWatermark: (input) => prepareWatermark(deps, input),
    endSound: (input) => endSound(deps, input),
    findTwins: (input) => findTwins(deps, input),
    publish: (input) => publish(deps, input),
    verify: (input) => verify(deps, input),
    writeResult: (input) => writeResult(deps, input),
    publishCaptionFile: (input) => publishCaptionFile(deps, input),
    extractCaptions: (input) => extractCaptions(deps, input),
    indexSource: (input) => indexSource(deps, input),
    discard: (input) => discard(deps, input),
    deliverWebhook: (input) => deliverWebhook(deps, input),
  };
}
