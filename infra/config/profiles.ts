import { readdirSync } from 'node:fs';

/** Of the profiles that are in the gateway's image. */
export const PROFILE_NAMES: readonly string[] = readdirSync(new URL('../../profiles', import.meta.url))
  .filter((file) => file !== 'schema.json')
  .map((file) => file.replace(/\.json$/, ''));
