import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DefaultLogger, type LogEntry, type Logger as TemporalLogger } from '@temporalio/worker';
import pino, { type Logger, type StreamEntry } from 'pino';

/**
 * JSON lines on standard output and, when `FANOUT_LOG_DIR` is set, in `<dir>/<worker>.log`.
 * @param worker the worker's kind, which names the file
 */
export function createLogger(worker: string, env: Readonly<Record<string, string | undefined>>): Logger {
  const level = env.FANOUT_LOG_LEVEL ?? 'info';
  const streams: StreamEntry[] = [{ stream: process.stdout, level: level as pino.Level }];
  const dir = env.FANOUT_LOG_DIR;
  if (dir) {
    mkdirSync(dir, { recursive: true });
    streams.push({
      stream: pino.destination({ dest: join(dir, `${worker}.log`), sync: true }),
      level: level as pino.Level,
    });
  }
  return pino({ level, base: { worker, pid: process.pid } }, pino.multistream(streams));
}

const LEVELS = { TRACE: 'trace', DEBUG: 'debug', INFO: 'info', WARN: 'warn', ERROR: 'error' } as const;

/** Temporal's own messages in the same log. */
export function temporalLogger(logger: Logger): TemporalLogger {
  return new DefaultLogger('INFO', ({ level, message, meta }: LogEntry) => {
    const { error, ...rest } = meta ?? {};
    logger[LEVELS[level]]({ ...rest, ...(error ? { err: error } : {}) }, message);
  });
}
