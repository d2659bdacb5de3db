import { createS3Client, Store, storeConfigFromEnv } from '../store/index.ts';
import { createLogger } from '../temporal/index.ts';
import { createGateway } from './server.ts';

const host = process.env.FANOUT_GATEWAY_HOST ?? '127.0.0.1';
const port = Number(process.env.FANOUT_GATEWAY_PORT ?? 8090);

const logger = createLogger('gateway', process.env);
const app = createGateway(new Store(createS3Client(storeConfigFromEnv(process.env))));
await app.listen({ host, port });
logger.info(`Gateway listening on http://${host}:${port}`);
process.send?.({ ready: 'gateway' });

async function stop(): Promise<void> {
  await app.close();
  process.disconnect?.();
}
process.once('SIGTERM', stop);
process.once('SIGINT', stop);
process.once('disconnect', () => app.close());
