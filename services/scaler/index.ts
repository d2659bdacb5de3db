export { limitsFor, type QueueScaling, queueScaling, scaleEverySeconds } from './settings.ts';
