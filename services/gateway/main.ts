import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { runService, whenLeaving } from '../temporal/index.ts';
import { gatewayParts } from './compose.ts';
import { createGateway } from './server.ts';
import { sweepUploads } from './sweep-uploads.ts';
import { uploadEvents } from './upload-events/index.ts';

/** Seen from `dist/gateway.js`, in a clone and in the image. */
const PROFILES = fileURLToPath(new URL('../profiles', import.meta.url));
const CONSOLE = fileURLToPath(new URL('./console', import.meta.url));

await runService('gateway', async (logger) => {
  const { env } = process;
  const { parts, close } = gatewayParts(env, logger, { profilesDir: PROFILES, consoleDir: CONSOLE });
  const { host, port, needsKeys } = parts.settings;
  const takeUploads = await uploadEvents({ env, logger, profilesDir: PROFILES });
  const app = await createGateway(parts);
  await app.listen({ host, port });
  const stopSweeping = sweepUploads(parts);
  logger.info(`Gateway listening on http://${host}:${port}`);
  if (!needsKeys) {
    logger.warn(
      'The API takes no keys: whoever reaches this machine’s own address may do all. FANOUT_GATEWAY_AUTH=keys asks for them.',
    );
  }
  process.send?.({ ready: 'gateway' });
  const leaving = whenLeaving();
  await Promise.all([takeUploads?.(leaving), once(leaving, 'abort')]);
  stopSweeping();
  // Those that follow something would keep the server open.
  await close();
  await app.close();
});
