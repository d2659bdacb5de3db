import type { Config } from '../config/schema.ts';
import type { Clients } from './clients.ts';
import { deniedBy, saidByAws, Unreachable, unreachableBy } from './faults.ts';
import type { Finding } from './finding.ts';

/** What a check knows. */
export interface Context {
  readonly config: Config;
  readonly region: string;
  readonly account: string;
  readonly clients: Clients;
}

export interface Check {
  readonly name: string;
  /** The permission without which it cannot look, as IAM calls it. */
  readonly needs: string;
  readonly look: (context: Context, name: string) => Promise<readonly Finding[]>;
}

/**
 * Looks. What is not allowed is no failure of the deployment, which may have other rights: it is said as what it is.
 * @throws Unreachable where AWS cannot be asked at all
 */
export async function run({ name, needs, look }: Check, context: Context): Promise<readonly Finding[]> {
  try {
    return await look(context, name);
  } catch (thrown) {
    if (deniedBy(thrown)) return [{ check: name, state: 'unseen', why: `needs ${needs}` }];
    const unreachable = unreachableBy(thrown);
    if (unreachable !== undefined) throw new Unreachable(unreachable, { cause: thrown });
    const why = saidByAws(thrown);
    if (why === undefined) throw thrown;
    return [{ check: name, state: 'unseen', why }];
  }
}
