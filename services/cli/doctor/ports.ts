import { isFree, STANDARD_PORTS } from '../../../tools/stack/index.ts';
import type { Finding } from './finding.ts';

/** The ports that people know, for a stack that is to be started. */
export function checkPorts(): Promise<Finding[]> {
  return Promise.all(
    Object.entries(STANDARD_PORTS).map(async ([name, port]) => ({
      check: `port ${port} (${name})`,
      ok: true,
      found: (await isFree(port))
        ? 'free'
        : 'taken by something else; "fanout up" will use another, "docker compose up" has to be given one',
    })),
  );
}
