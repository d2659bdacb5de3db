import { describeStack, findStackToExamine, type Stack } from '../find-stack/index.ts';
import type { Finding } from './finding.ts';

/** Which stack is examined; `null` when there is none. */
export async function checkStack(): Promise<{ readonly finding: Finding; readonly stack: Stack | null }> {
  const { stack, trouble } = await findStackToExamine();
  const found = stack ? describeStack(stack) : '';
  if (!trouble) return { stack, finding: { check: 'stack', ok: true, found } };
  // What is wrong with one that is there follows, part by part.
  if (stack)
    return { stack, finding: { check: 'stack', ok: false, found: `${found}, which is not ready`, todo: trouble.hint } };
  const lookedAt = `${trouble.message} Looked at: ${trouble.details.join('; ')}.`;
  return { stack, finding: { check: 'stack', ok: false, found: lookedAt, todo: trouble.hint } };
}
