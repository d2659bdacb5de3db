import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { BUCKETS, QUEUES, wholeNumber } from '../core/index.ts';
import { mediaToolsFromEnv, probeGpu, Scratch, SourceProxy } from '../media/index.ts';
import { createS3Client, Store, storeConfigFromEnv, WORKER_PATIENCE_MS } from '../store/index.ts';
import { Health, runService, runWorker, temporalConfigFromEnv, workerSettings } from '../temporal/index.ts';
import { WebClient, webConfigFromEnv } from '../web/index.ts';
import { createTranscodeActivities, Encoders, encoderMode } from './index.ts';

/** One slot for the sound and one for the picture at least; x264 uses about two cores well at the small rungs. */
const SLOTS = { byDefault: Math.max(2, Math.floor(availableParallelism() / 2)), min: 1, max: 64 };

/** What a test encode writes at most. */
const PROBE_BYTES = 50_000_000;

await runService('transcode', async (logger) => {
  const slots = wholeNumber(process.env, 'FANOUT_TRANSCODE_SLOTS', SLOTS);
  const { drainMs, stuckMs } = workerSettings(process.env, { drainSeconds: 60 });
  const mode = encoderMode(process.env);
  const web = new WebClient(webConfigFromEnv(process.env));
  const s3 = createS3Client(storeConfigFromEnv(process.env));
  const store = new Store(s3, { patienceMs: WORKER_PATIENCE_MS });
  const bucketIsThere = () => new Store(s3).requireBucket(BUCKETS.encoded);
  const scratch = new Scratch(process.env.FANOUT_SCRATCH_DIR ?? join(tmpdir(), 'fanout-scratch'));
  const health = new Health({ s3: bucketIsThere, scratch: () => scratch.requireFree() });
  const proxy = await SourceProxy.start();
  try {
    await runWorker({
      kind: 'transcode',
      queue: process.env.FANOUT_TRANSCODE_QUEUE ?? QUEUES.transcode,
      temporal: temporalConfigFromEnv(process.env),
      logger,
      needs: [bucketIsThere, () => scratch.prepare()],
      prepare: async () => {
        const tools = await mediaToolsFromEnv(process.env);
        const encoders = await Encoders.find({
          mode,
          probe: () => scratch.use(PROBE_BYTES, (dir) => probeGpu(tools.ffmpeg, dir)),
          say: (line) => logger.info(line),
          trouble: (why) => {
            health.setUnhealthy(why);
            if (why !== null) logger.warn(why);
          },
        });
        const activities = createTranscodeActivities({ store, web, proxy, tools, scratch, encoders, stuckMs });
        return {
          gate: encoders,
          worker: { activities: { ...activities }, maxConcurrentActivityTaskExecutions: slots },
        };
      },
      drainMs,
      health,
    });
  } finally {
    await proxy.stop();
  }
});
