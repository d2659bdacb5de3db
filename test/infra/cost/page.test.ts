import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { OTHER_RUNS } from '../../../infra/cost/other-runs.ts';
import { madePage } from '../../../infra/cost/page.ts';
import { cpuSeconds, mean, SPREAD } from '../../../services/core/cost/index.ts';

const page = readFileSync(new URL('../../../docs/cost.md', import.meta.url), 'utf8');

describe('docs/cost.md', () => {
  it('is what the code says: run "npm run cost" after a change', () => {
    expect(page).toBe(madePage(page));
  });

  it('cannot lose a place', () => {
    expect(() => madePage(page.replace('<!-- end: idle -->', ''))).toThrow('no place for idle');
  });
});

describe('other videos', () => {
  it.each(OTHER_RUNS.map((run) => [run.what, run] as const))('are within the range that is told: %s', (_what, run) => {
    const ratio = mean(run.cpuSeconds) / cpuSeconds(run.work);
    expect(ratio).toBeGreaterThanOrEqual(SPREAD.least);
    expect(ratio).toBeLessThanOrEqual(SPREAD.most);
  });
});
