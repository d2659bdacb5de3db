import { GetParameterCommand } from '@aws-sdk/client-ssm';
import type { Check } from '../check.ts';
import { isAbsent } from '../faults.ts';
import { ok, wrong } from '../finding.ts';

/** Where the stack of `cdk bootstrap` leaves its version. */
const PARAMETER = '/cdk-bootstrap/hnb659fds/version';
/** What aws-cdk-lib asks for (MIN_BOOTSTRAP_STACK_VERSION). */
const OLDEST = 6;

/** The account is ready for CDK in this region. */
export const bootstrap: Check = {
  name: 'CDK bootstrap',
  needs: 'ssm:GetParameter',
  async look({ account, region, clients: { ssm } }, name) {
    const fix = `npx cdk bootstrap aws://${account}/${region}`;
    try {
      const { Parameter } = await ssm.send(new GetParameterCommand({ Name: PARAMETER }));
      const version = Number(Parameter?.Value);
      if (version >= OLDEST) return [ok(name, `version ${version} in ${region}`)];
      const problem = `has CDK's bootstrap of version ${version}, and needs ${OLDEST} or later`;
      return [wrong(name, { key: 'region', problem, fix })];
    } catch (thrown) {
      if (!isAbsent(thrown)) throw thrown;
      return [wrong(name, { key: 'region', problem: `is ${region}, which CDK has not been made ready for`, fix })];
    }
  },
};
