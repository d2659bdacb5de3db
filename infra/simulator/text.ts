import type { Report } from './report.ts';
import { type Compared, GOAL } from './scenarios.ts';
import { type Column, clock, table } from './table.ts';

/*
 * Reports for people.
 */

export interface Reports {
  readonly traces: readonly Report[];
  readonly variants: readonly Compared[];
  readonly designs: readonly Compared[];
}

export function textOf(policy: string, { traces, variants, designs }: Reports): string {
  return [
    `Traces, policy ${policy}; drain and optimum in min:s`,
    traceTable(traces),
    'Waits until a chunk is begun, 95 % / worst, min:s',
    waitTable(traces),
    'Bursts, and what changes them; optimum with what is there, or warm, at the start, "to cold" without',
    variantTable(variants),
    'Policies side by side',
    designTable(designs),
  ].join('\n\n');
}

const fixed = (digits: number, value: number) => Number(value).toFixed(digits);

const figures: readonly Column<Report>[] = [
  { head: 'drain', of: ({ drainSeconds }) => clock(drainSeconds) },
  { head: 'optimum', of: ({ optimumSeconds }) => clock(optimumSeconds) },
  { head: 'ratio', of: ({ ratio }) => fixed(2, ratio) },
  { head: 'inst h', of: ({ instanceHours }) => fixed(2, instanceHours) },
  { head: 'USD', of: ({ usd }) => fixed(2, usd) },
  { head: 'idle h', of: ({ idleHours }) => fixed(2, idleHours) },
  { head: 'left', of: ({ leftOver }) => leftOver },
  { head: 'out', of: ({ scaleOuts }) => scaleOuts },
  { head: 'in', of: ({ scaleIns }) => scaleIns },
  { head: 'over', of: ({ overshoot }) => overshoot },
  { head: 'flaps', of: ({ flaps }) => flaps },
  { head: 'ended busy', of: ({ endedBusy }) => endedBusy },
];

function traceTable(reports: readonly Report[]): string {
  return table(reports, [
    { head: 'trace', of: ({ trace }) => trace },
    ...figures,
    { head: 'done', of: ({ done }) => done },
    { head: 'failed', of: ({ failed }) => failed },
    { head: 'cancelled', of: ({ cancelled }) => cancelled },
  ]);
}

function waitTable(reports: readonly Report[]): string {
  const priorities = [1, 2, 3, 4, 5];
  return table(reports, [
    { head: 'trace', of: ({ trace }) => trace },
    ...priorities.map((priority) => ({
      head: `priority ${priority}`,
      of: ({ waits }: Report) => {
        const wait = waits.find((candidate) => candidate.priority === priority);
        return wait ? `${clock(wait.p95)} / ${clock(wait.worst)}` : '–';
      },
    })),
  ]);
}

function variantTable(compared: readonly Compared[]): string {
  return table(compared, [
    { head: 'deployment', of: ({ variant }) => variant },
    { head: 'burst', of: ({ report }) => report.about.replace(' at once', '') },
    ...figures.slice(0, 6).map(({ head, of }) => ({ head, of: ({ report }: Compared) => of(report) })),
    { head: 'to cold', of: ({ report }) => fixed(2, report.coldRatio) },
    { head: `≤ ${GOAL}`, of: ({ report }) => (report.ratio <= GOAL ? 'yes' : 'no') },
  ]);
}

function designTable(compared: readonly Compared[]): string {
  return table(compared, [
    { head: 'policy', of: ({ report }) => report.design },
    { head: 'work', of: ({ report }) => report.about },
    { head: 'deployment', of: ({ variant }) => variant },
    ...figures.map(({ head, of }) => ({ head, of: ({ report }: Compared) => of(report) })),
  ]);
}
