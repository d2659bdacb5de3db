import { once } from 'node:events';
import { wholeNumber } from '../core/index.ts';
import { createS3Client, Store, storeConfigFromEnv } from '../store/index.ts';
import { runService, whenLeaving } from '../temporal/index.ts';
import { createGateway } from './server.ts';

const PORT = { byDefault: 8090, min: 1, max: 65_535 };

await runService('gateway', async (logger) => {
  const host = process.env.FANOUT_GATEWAY_HOST ?? '127.0.0.1';
  const port = wholeNumber(process.env, 'FANOUT_GATEWAY_PORT', PORT);
  const app = createGateway(new Store(createS3Client(storeConfigFromEnv(process.env))));
  await app.listen({ host, port });
  logger.info(`Gateway listening on http://${host}:${port}`);
  process.send?.({ ready: 'gateway' });
  await once(whenLeaving(), 'abort');
  await app.close();
});
