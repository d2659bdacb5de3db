import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
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
