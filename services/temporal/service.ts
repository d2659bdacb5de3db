import type { Logger } from 'pino';
import { asFanoutError } from '../core/index.ts';
import { createLogger } from './logging.ts';

/**
 * Runs a service until it is told to leave, or has done what it is for; then the process ends. What it cannot go on with is
 * one line in its log, and exit code 1: whatever runs it starts it again.
 * @param name names it in the log
 */
export async function runService(name: string, main: (logger: Logger) => Promise<void>): Promise<void> {
  const logger = createLogger(name, process.env);
  try {
    await main(logger);
    // Connections that S3's client keeps for the next request would hold the process for another half minute.
    process.exit(0);
  } catch (thrown) {
    const { code, message, hint } = asFanoutError(thrown);
    logger.fatal({ code, hint, ...(code === 'INTERNAL' ? { err: thrown } : {}) }, message);
    // The last words are for the process that started this one.
    if (process.connected) process.stderr.write(`${code}: ${message}\n`);
    process.exit(1);
  }
}
