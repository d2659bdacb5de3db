import { createS3Client, storeConfigFromEnv } from '../store/index.ts';
import { runService, temporalConfigFromEnv } from '../temporal/index.ts';
import { setUp } from './set-up.ts';
import { setupScope } from './settings.ts';

await runService('setup', async (logger) => {
  const { env } = process;
  const s3 = setupScope(env) === 'all' ? createS3Client(storeConfigFromEnv(env)) : null;
  const origins = (env.FANOUT_CORS_ORIGINS ?? '*').split(',').map((origin) => origin.trim());
  try {
    await setUp({ temporal: temporalConfigFromEnv(env), buckets: s3 && { s3, origins }, logger });
  } finally {
    s3?.destroy();
  }
  logger.info('Ready');
});
