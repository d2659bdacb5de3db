import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../../infra/config/load.ts';
import { ASSUMPTIONS } from '../../../infra/simulator/assumptions.ts';
import { allTraces } from '../../../infra/simulator/scenarios.ts';
import { templatesOf } from '../../../infra/simulator/synthesize.ts';
import { readDeployment } from '../../../infra/simulator/template.ts';

/** Of a hundred videos of ten minutes at once, in times what somebody who knew of them beforehand would take. */
const GOAL = 1.5;

describe.each(['small', 'large'])('%s, by its own templates', (size) => {
  it('drains a burst nearly as fast as can be, seldom ends a busy task, and keeps no instance that is not needed', async () => {
    const config = await loadConfig({ config: size, overrides: {} });
    const deployment = readDeployment(templatesOf(config));
    const reports = allTraces({ deployment, policy: 'deployed', seed: 1, assumptions: ASSUMPTIONS }).map(
      ({ report }) => report,
    );
    const burst = reports.find(({ trace }) => trace === 'burst');
    expect(burst?.ratio).toBeLessThanOrEqual(GOAL);
    for (const report of reports) {
      // A task can be hit in the second before ECS knows that it is busy: seldom, and its work is finished or handed back.
      expect(report.endedBusy).toBeLessThan(Math.max(1, report.scaleIns / 10));
      expect(report.leftOver).toBe(0);
    }
  });
});
