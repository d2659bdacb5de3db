import { problemLine } from '../config/problem.ts';
import type { Finding } from './finding.ts';

const MARKS = { ok: '✓', problem: '✗', unseen: '?' } as const;
const WIDTH = 15;

/** A line for each finding, and one that sums up. */
export function reportLines(findings: readonly Finding[], what: string): string[] {
  return [
    ...findings.map((finding) => `${MARKS[finding.state]} ${finding.check.padEnd(WIDTH)} ${text(finding)}`),
    sum(findings, what),
  ];
}

/** 1 where something is wrong. What could not be looked at is no failure. */
export function exitCodeOf(findings: readonly Finding[]): 0 | 1 {
  return findings.some(({ state }) => state === 'problem') ? 1 : 0;
}

function text(finding: Finding): string {
  if (finding.state === 'ok') return finding.found;
  if (finding.state === 'unseen') return `could not look: ${finding.why}`;
  return problemLine(finding);
}

function sum(findings: readonly Finding[], what: string): string {
  const count = (state: Finding['state']) => findings.filter((finding) => finding.state === state).length;
  const [problems, unseen] = [count('problem'), count('unseen')];
  const rest = unseen > 0 ? ` ${unseen} could not be looked at.` : '';
  if (problems > 0) return `${what} cannot be deployed yet: ${problems} to mend.${rest}`;
  return `${what} can be deployed, as far as can be seen from here.${rest}`;
}
