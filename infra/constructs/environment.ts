import type { Config } from '../config/schema.ts';
import type { StoragePlaces } from './platform.ts';

/** What every service that works for jobs is told, besides how to reach Temporal. The names are those of compose. */
export function commonEnvironment({ observability }: Config, storage: StoragePlaces): Record<string, string> {
  return {
    FANOUT_VIDEOS_BUCKET: storage.sources.bucketName,
    FANOUT_ENCODED_BUCKET: storage.results.bucketName,
    ...(observability.otlpEndpoint ? { OTEL_EXPORTER_OTLP_ENDPOINT: observability.otlpEndpoint } : {}),
  };
}
