import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { wholeNumber } from '../core/index.ts';
import { createS3Client, Store, storeConfigFromEnv } from '../store/index.ts';
import { runService, whenLeaving } from '../temporal/index.ts';
import { createGateway } from './server.ts';
import { uploadEvents } from './upload-events/index.ts';

const PORT = { byDefault: 8090, min: 1, max: 65_535 };
/** Seen from `dist/gateway.js`, in a clone and in the image. */
const PROFILES = fileURLToPath(new URL('../profiles', import.meta.url));

await runService('gateway', async (logger) => {
  const { env } = process;
  const host = env.FANOUT_GATEWAY_HOST ?? '127.0.0.1';
  const port = wholeNumber(env, 'FANOUT_GATEWAY_PORT', PORT);
  const store = new Store(createS3Client(storeConfigFromEnv(env)));
  const takeUploads = await uploadEvents({ env, logger, profilesDir: PROFILES });
  const app = createGateway(store);
  await app.listen({ host, port });
  logger.info(`Gateway listening on http://${host}:${port}`);
  process.send?.({ ready: 'gateway' });
  const leaving = whenLeaving();
  await Promise.all([takeUploads?.(leaving), once(leaving, 'abort')]);
  await app.close();
});
