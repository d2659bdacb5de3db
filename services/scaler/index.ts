export { limitsFor, type QueueScaling, queueScaling, scaleEverySeconds, scalingFromEnv } from './settings.ts';
