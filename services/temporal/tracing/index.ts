export { traceStarts } from './client-interceptor.ts';
export { isTraced } from './settings.ts';
export { startTracing, type Tracing } from './start.ts';
