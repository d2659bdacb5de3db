import { FanoutError } from '../core/index.ts';

/** Longer ones are somebody's mistake; servers refuse them as well. */
const MAX_URL = 4_096;

/**
 * An address that may be asked, names not looked up yet.
 * @param protocols that it may have
 * @throws FanoutError SOURCE_URL_REFUSED for what is no such address, or carries a password
 */
export function checkUrl(text: string, protocols: readonly string[] = ['https:']): URL {
  if (text.length > MAX_URL) throw refused(`It is ${text.length} characters long; at most ${MAX_URL} are accepted.`);
  if (!URL.canParse(text)) throw refused('It cannot be understood.');
  const url = new URL(text);
  if (!protocols.includes(url.protocol))
    throw refused(`Addresses with ${url.protocol}// are not accepted, only https://.`);
  // It would end up in the job's history for all to read.
  if (url.username !== '' || url.password !== '') throw refused('It carries a user name or a password.');
  return url;
}

function refused(why: string): FanoutError {
  return new FanoutError('SOURCE_URL_REFUSED', why);
}
