import type { Logger } from 'pino';
import { asFanoutError } from '../core/index.ts';
import { createLogger } from './logging.ts';

/**
 * Runs a service until it is told to leave. What it cannot go on with is one line in its log, and exit code 1: whatever runs
 * it starts it again.
 * @param name names it in the log
 */
export async function runService(name: string, main: (logger: Logger) => Promise<void>): Promise<void> {
  const logger = createLogger(name, process.env);
  try {
    await main(logger);
  } catch (thrown) {
    const { code, message, hint } = asFanoutError(thrown);
    logger.fatal({ code, hint, ...(code === 'INTERNAL' ? { err: thrown } : {}) }, message);
    // The last words are for the process that started this one.
    if (process.connected) process.stderr.write(`${code}: ${message}\n`);
    process.exit(1);
  }
}
