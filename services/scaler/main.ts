import { runService, serveHealthPages, temporalConfigFromEnv, whenLeaving } from '../temporal/index.ts';
import { Gauges } from './gauges.ts';
import { Observer } from './observe.ts';
import { Scaler } from './scaler.ts';
import { scaleEverySeconds, scalingFromEnv } from './settings.ts';

await runService('scaler', async (logger) => {
  const { env } = process;
  const everySeconds = scaleEverySeconds(env);
  const gauges = new Gauges();
  const observer = new Observer(temporalConfigFromEnv(env));
  const scaler = new Scaler({
    observe: () => observer.look(),
    scaling: scalingFromEnv(env),
    gauges,
    logger,
  });
  const leaving = whenLeaving();
  const pages = await serveHealthPages(
    { report: async () => scaler.report(), metrics: () => gauges.read() },
    env,
    logger,
  );
  logger.info(`Scaler started - looking every ${everySeconds} s`);
  process.send?.({ ready: 'scaler', healthPort: pages?.port ?? null });
  await scaler.run(everySeconds, leaving);
  await observer.close();
  await pages?.stop();
  logger.info('Scaler stopped');
});
