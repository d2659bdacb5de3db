import { locateServers } from '../../../tools/stack/index.ts';
import { attempt, type Finding } from './finding.ts';

/** The programs of a stack without containers. */
export function checkPrograms(): Promise<Finding> {
  return attempt('local servers', 'See the ways named above.', async () =>
    (await locateServers()).map(({ how }) => how).join('; '),
  );
}
