import { DefaultLogger, type LogEntry, type Logger as TemporalLogger } from '@temporalio/worker';
import type { Logger } from 'pino';

const LEVELS = { TRACE: 'trace', DEBUG: 'debug', INFO: 'info', WARN: 'warn', ERROR: 'error' } as const;

/** Temporal's own messages in the same log. */
export function temporalLogger(logger: Logger): TemporalLogger {
  return new DefaultLogger('INFO', ({ level, message, meta }: LogEntry) => {
    const { error, ...rest } = meta ?? {};
    logger[LEVELS[level]]({ ...rest, ...(error ? { err: error } : {}) }, message);
  });
}
