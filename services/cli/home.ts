import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The clone, seen from `dist/cli.js`. */
const CLONE = fileURLToPath(new URL('..', import.meta.url));

/** Where this clone keeps the local stack's data and logs; `FANOUT_HOME` puts them elsewhere. */
export const home = {
  root: process.env.FANOUT_HOME ?? CLONE,
  /** Kept from one `fanout up` to the next. */
  get dataDir() {
    return join(this.root, '.fanout');
  },
  get logDir() {
    return join(this.root, 'logs');
  },
  /** The profiles that come with this clone. */
  profilesDir: join(CLONE, 'profiles'),
  /** A service's bundle. */
  service: (name: string) => fileURLToPath(new URL(`./${name}.js`, import.meta.url)),
};
