import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import type { Clients } from '../clients.ts';
import { Unreachable, unreachableBy } from '../faults.ts';
import { type Finding, ok, wrong } from '../finding.ts';

const NAME = 'account';

/**
 * Whose credentials these are. All other checks are of that account, hence it comes first.
 * @throws Unreachable where AWS cannot be asked
 */
export async function whoAmI({ sts }: Clients): Promise<{ readonly account: string; readonly arn: string }> {
  try {
    const { Account: account = '', Arn: arn = '' } = await sts.send(new GetCallerIdentityCommand({}));
    return { account, arn };
  } catch (thrown) {
    const why = unreachableBy(thrown);
    throw why === undefined ? thrown : new Unreachable(why, { cause: thrown });
  }
}

/** The account is the one that is configured. */
export function identity(account: string, arn: string, wanted: string | null): Finding {
  if (wanted === null || wanted === account) return ok(NAME, `${account}, as ${arn}`);
  const fix = `use credentials of ${wanted}, or set account to ${account}`;
  return wrong(NAME, { key: 'account', problem: `is ${wanted}, but the credentials are of ${account} (${arn})`, fix });
}
