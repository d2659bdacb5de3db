import { z } from 'zod';
import { FanoutError } from '../core/index.ts';

const base64 = z.string().regex(/^(?:[A-Za-z0-9+/]+={0,2})?$/);
const cursorSchema = z.strictObject({
  list: z.string(),
  token: base64,
  skip: z.number().int().min(0),
});

/** Where a page of a list ended. */
export interface ListPlace {
  /** Of the server, for one of its pages; empty for the first. */
  readonly token: Uint8Array;
  /** Of those jobs on it that are wanted, how many were given already. */
  readonly skip: number;
}

/** A place as text for an address. @param list tells lists apart: a cursor is good for its own only */
export function writeCursor(list: string, { token, skip }: ListPlace): string {
  const text = JSON.stringify({ list, token: Buffer.from(token).toString('base64'), skip });
  return Buffer.from(text).toString('base64url');
}

/** @throws FanoutError REQUEST_INVALID for what {@link writeCursor} did not give for this list */
export function readCursor(list: string, cursor: string): ListPlace {
  const { success, data } = cursorSchema.safeParse(parsed(cursor));
  if (!success || data.list !== list) throw badCursor();
  return { token: Buffer.from(data.token, 'base64'), skip: data.skip };
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
