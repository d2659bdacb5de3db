import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BUCKETS } from '../core/index.ts';
import { mediaToolsFromEnv, Scratch, SourceProxy } from '../media/index.ts';
import { createS3Client, Store, storeConfigFromEnv, WORKER_PATIENCE_MS } from '../store/index.ts';
import { createLogger, Health, runWorker, temporalConfigFromEnv } from '../temporal/index.ts';
import { WebClient, WebhookSender, webConfigFromEnv, webhookNetworksFromEnv } from '../web/index.ts';
import { createMetadataActivities, ReportReader, SOURCE_SECONDS } from './index.ts';

/** Probing and publishing wait for S3 most of the time. */
const slots = Number(process.env.FANOUT_METADATA_SLOTS ?? 8);
const drainSeconds = Number(process.env.FANOUT_DRAIN_SECONDS ?? 20);
const stuckSeconds = Number(process.env.FANOUT_STUCK_SECONDS ?? 60);

const logger = createLogger('metadata', process.env);
const proxy = await SourceProxy.start();
const s3 = createS3Client(storeConfigFromEnv(process.env));
const store = new Store(s3, { patienceMs: WORKER_PATIENCE_MS });
const health = new Health({ s3: () => new Store(s3).hasBucket(BUCKETS.encoded) });
try {
  const activities = createMetadataActivities({
    store,
    web: new WebClient(webConfigFromEnv(process.env)),
    proxy,
    tools: await mediaToolsFromEnv(process.env),
    scratch: await Scratch.open(process.env.FANOUT_SCRATCH_DIR ?? join(tmpdir(), 'fanout-scratch')),
    reports: new ReportReader(store),
    stuckMs: stuckSeconds * 1000,
    webhooks: new WebhookSender(webhookNetworksFromEnv(process.env)),
    webhookSecrets: process.env.FANOUT_WEBHOOK_SECRET,
  });
  await runWorker({
    kind: 'metadata',
    temporal: temporalConfigFromEnv(process.env),
    logger,
    worker: { activities: { ...activities }, maxConcurrentActivityTaskExecutions: slots },
    counters: { writeResult: SOURCE_SECONDS },
    drainMs: drainSeconds * 1000,
    health,
  });
} finally {
  await proxy.stop();
}
