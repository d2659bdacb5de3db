import { randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { newWebhookSecret } from '../web/index.ts';
import { home } from './home.ts';

/**
 * What the local stack signs events with: `FANOUT_WEBHOOK_SECRET`, else a secret of this clone's own, made when it is first
 * asked for and kept where only its owner reads it.
 */
export async function webhookSecret(): Promise<string> {
  if (process.env.FANOUT_WEBHOOK_SECRET) return process.env.FANOUT_WEBHOOK_SECRET;
  const path = join(home.dataDir, 'webhook-secret');
  return (await readIfThere(path)) ?? (await make(path));
}

/** Whole or not at all, and the first of two that make one at once is right. */
async function make(path: string): Promise<string> {
  await mkdir(home.dataDir, { recursive: true });
  const temporary = `${path}.${randomUUID()}`;
  await writeFile(temporary, `${newWebhookSecret()}\n`, { mode: 0o600 });
  try {
    await link(temporary, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await rm(temporary);
  }
  return (await readFile(path, 'utf8')).trim();
}

async function readIfThere(path: string): Promise<string | null> {
  try {
    return (await readFile(path, 'utf8')).trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
