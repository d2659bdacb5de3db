import { SCALED_NAMES, scaleEverySeconds, scalingFromEnv } from '../core/index.ts';
import { runService, serveHealthPages, temporalConfigFromEnv, whenLeaving } from '../temporal/index.ts';
import { connectAws } from './aws/index.ts';
import { Gauges } from './gauges.ts';
import { Observer, withServices } from './observe.ts';
import { Scaler } from './scaler.ts';

await runService('scaler', async (logger) => {
  const { env } = process;
  const everySeconds = scaleEverySeconds(env);
  const gauges = new Gauges();
  const observer = new Observer(temporalConfigFromEnv(env));
  const { publisher, services, close } = await connectAws(env, everySeconds, logger);
  const scaler = new Scaler({
    names: services?.names ?? SCALED_NAMES,
    observe: async () => {
      const [queues, tasks] = await Promise.all([observer.look(), services?.look()]);
      return tasks ? withServices(queues, tasks) : queues;
    },
    ...(publisher ? { publish: (figures) => publisher.publish(figures) } : {}),
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
  close();
  await pages?.stop();
  logger.info('Scaler stopped');
});
