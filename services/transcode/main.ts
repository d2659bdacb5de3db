import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { BUCKETS, QUEUES } from '../core/index.ts';
import { mediaToolsFromEnv, probeGpu, Scratch, SourceProxy } from '../media/index.ts';
import { createS3Client, Store, storeConfigFromEnv, WORKER_PATIENCE_MS } from '../store/index.ts';
import { createLogger, Health, runWorker, temporalConfigFromEnv } from '../temporal/index.ts';
import { WebClient, webConfigFromEnv } from '../web/index.ts';
import { createTranscodeActivities, Encoders, encoderMode } from './index.ts';

/** One slot for the sound and one for the picture at least; x264 uses about two cores well at the small rungs. */
const slots = Number(process.env.FANOUT_TRANSCODE_SLOTS ?? Math.max(2, Math.floor(availableParallelism() / 2)));
const drainSeconds = Number(process.env.FANOUT_DRAIN_SECONDS ?? 60);
const stuckSeconds = Number(process.env.FANOUT_STUCK_SECONDS ?? 60);

/** What a test encode writes at most. */
const PROBE_BYTES = 50_000_000;

const logger = createLogger('transcode', process.env);
const proxy = await SourceProxy.start();
const s3 = createS3Client(storeConfigFromEnv(process.env));
const store = new Store(s3, { patienceMs: WORKER_PATIENCE_MS });
const health = new Health({ s3: () => new Store(s3).hasBucket(BUCKETS.encoded) });
try {
  const tools = await mediaToolsFromEnv(process.env);
  const scratch = await Scratch.open(process.env.FANOUT_SCRATCH_DIR ?? join(tmpdir(), 'fanout-scratch'));
  const encoders = await Encoders.find({
    mode: encoderMode(process.env),
    probe: () => scratch.use(PROBE_BYTES, (dir) => probeGpu(tools.ffmpeg, dir)),
    say: (line) => logger.info(line),
    trouble: (why) => {
      health.setUnhealthy(why);
      if (why !== null) logger.warn(why);
    },
  });
  const activities = createTranscodeActivities({
    store,
    web: new WebClient(webConfigFromEnv(process.env)),
    proxy,
    tools,
    scratch,
    encoders,
    stuckMs: stuckSeconds * 1000,
  });
  await runWorker({
    kind: 'transcode',
    queue: process.env.FANOUT_TRANSCODE_QUEUE ?? QUEUES.transcode,
    gate: encoders,
    temporal: temporalConfigFromEnv(process.env),
    logger,
    worker: { activities: { ...activities }, maxConcurrentActivityTaskExecutions: slots },
    drainMs: drainSeconds * 1000,
    health,
  });
} finally {
  await proxy.stop();
}
