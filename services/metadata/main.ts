import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BUCKETS, wholeNumber } from '../core/index.ts';
import { mediaToolsFromEnv, Scratch, SourceProxy } from '../media/index.ts';
import { createS3Client, Store, storeConfigFromEnv, WORKER_PATIENCE_MS } from '../store/index.ts';
import { Health, runService, runWorker, temporalConfigFromEnv, workerSettings } from '../temporal/index.ts';
import { WebClient, WebhookSender, webConfigFromEnv, webhookNetworksFromEnv } from '../web/index.ts';
import { createMetadataActivities, ReportReader, SOURCE_SECONDS } from './index.ts';

/** Probing and publishing wait for S3 most of the time. */
const SLOTS = { byDefault: 8, min: 1, max: 200 };

await runService('metadata', async (logger) => {
  const slots = wholeNumber(process.env, 'FANOUT_METADATA_SLOTS', SLOTS);
  const { drainMs, stuckMs } = workerSettings(process.env, { drainSeconds: 20 });
  const web = new WebClient(webConfigFromEnv(process.env));
  const webhooks = new WebhookSender(webhookNetworksFromEnv(process.env));
  const scratchDir = process.env.FANOUT_SCRATCH_DIR ?? join(tmpdir(), 'fanout-scratch');
  const s3 = createS3Client(storeConfigFromEnv(process.env));
  const store = new Store(s3, { patienceMs: WORKER_PATIENCE_MS });
  const bucketIsThere = () => new Store(s3).requireBucket(BUCKETS.encoded);
  const scratch = new Scratch(scratchDir);
  const proxy = await SourceProxy.start();
  try {
    await runWorker({
      kind: 'metadata',
      temporal: temporalConfigFromEnv(process.env),
      logger,
      needs: [bucketIsThere, () => scratch.prepare()],
      prepare: async () => ({
        counters: { writeResult: SOURCE_SECONDS },
        worker: {
          activities: {
            ...createMetadataActivities({
              store,
              web,
              proxy,
              tools: await mediaToolsFromEnv(process.env),
              scratch,
              reports: new ReportReader(store),
              stuckMs,
              webhooks,
              webhookSecrets: process.env.FANOUT_WEBHOOK_SECRET,
            }),
          },
          maxConcurrentActivityTaskExecutions: slots,
        },
      }),
      drainMs,
      health: new Health({ s3: bucketIsThere, scratch: () => scratch.requireFree() }),
    });
  } finally {
    await proxy.stop();
  }
});
