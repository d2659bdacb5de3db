import { z } from 'zod';
import { FanoutError } from '../core/index.ts';

const base64 = z.string().regex(/^[A-Za-z0-9+/]+={0,2}$/);
const cursorSchema = z.strictObject({ list: z.string(), token: base64 });

/** Where a page of a list ended, as text for an address. @param list tells lists apart: a cursor is good for its own only */
export function writeCursor(list: string, token: Uint8Array): string {
  const text = JSON.stringify({ list, token: Buffer.from(token).toString('base64') });
  return Buffer.from(text).toString('base64url');
}

/** @throws FanoutError REQUEST_INVALID for what {@link writeCursor} did not give for this list */
export function readCursor(list: string, cursor: string): Uint8Array {
  const { success, data } = cursorSchema.safeParse(parsed(cursor));
  if (!success || data.list !== list) throw badCursor();
  return Buffer.from(data.token, 'base64');
}

export function badCursor(): FanoutError {
  return new FanoutError('REQUEST_INVALID', 'The cursor is none that this list gave: start without one.');
}

function parsed(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    return null;
  }
}
