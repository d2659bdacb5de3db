import { createHmac, timingSafeEqual } from 'node:crypto';
import type { VideoId } from '../../core/index.ts';

/** 128 bits: whoever guesses has a request for each try. */
const SIGNATURE_BYTES = 16;
const TOKEN = /^([0-9a-z]{1,11})-([A-Za-z0-9_-]{22})$/;
const BASE = 36;

/** Lets whoever has it watch one video for some time. @param expiresAt to the second */
export function signPlayback(secret: string, id: VideoId, expiresAt: Date): string {
  const ends = Math.floor(expiresAt.getTime() / 1000).toString(BASE);
  return `${ends}-${signature(secret, id, ends).toString('base64url')}`;
}

/** Whether a token is of this video, made with this secret, and not over. */
export function checkPlayback(secret: string, id: VideoId, token: string, now: Date): boolean {
  const [, ends, text] = TOKEN.exec(token) ?? [];
  if (ends === undefined || text === undefined) return false;
  // The text itself: its last character has bits that say nothing, so that others would stand for the same signature.
  const right = signature(secret, id, ends).toString('base64url');
  if (!timingSafeEqual(Buffer.from(text), Buffer.from(right))) return false;
  return Number.parseInt(ends, BASE) * 1000 > now.getTime();
}

function signature(secret: string, id: VideoId, ends: string): Buffer {
  return createHmac('sha256', secret).update(`playback\n${id}\n${ends}`).digest().subarray(0, SIGNATURE_BYTES);
}
