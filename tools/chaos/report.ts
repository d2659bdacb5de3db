import type { DoneFault } from './conductor.ts';
import type { EncodeRun } from './encode-log.ts';
import type { JobFindings } from './inspect.ts';
import { allowedBy, type Repeat } from './repeats.ts';
import { isProxyFault, isWorkerFault } from './schedule.ts';

/** All that a run found out. */
export interface Results {
  readonly findings: readonly JobFindings[];
  readonly faults: readonly DoneFault[];
  readonly runs: readonly EncodeRun[];
  readonly repeats: readonly Repeat[];
  /** Chunks that one worker can have in flight. */
  readonly slots: number;
  readonly surprises: readonly string[];
  /** Command lines of processes that should be gone. */
  readonly orphans: readonly string[];
  /** Names of scratch folders that should be gone. */
  readonly scratch: readonly string[];
  readonly strays: readonly string[];
  /** Uploads that a server's end interrupted, and that were begun anew under another id. */
  readonly interruptedUploads: number;
  readonly hits: ReadonlyMap<string, number>;
}

/** One thing that must hold, with its figure. */
export interface Check {
  readonly name: string;
  readonly figure: string;
  readonly ok: boolean;
  /** What is wrong, a line each. */
  readonly problems: readonly string[];
}

/** What it takes to look at the processes of a busy machine a few times. */
const OUTLIVES_AT_MOST_MS = 3_000;

/** What must hold after a run, whatever happened in it. */
export function checks(results: Results): Check[] {
  const { findings } = results;
  const of = (problem: (found: JobFindings) => readonly string[]) =>
    findings.flatMap((found) => problem(found).map((text) => `${labelOf(found)} ${text}`));
  const lost = of(({ lost: why }) => (why === null ? [] : [why]));
  const wrong = of((found) => found.wrong);
  const missing = of((found) => found.missing.map((key) => `misses ${key}`));
  const strays = results.strays.length <= results.interruptedUploads ? [] : results.strays;
  const frames = findings.flatMap(({ tracks }) => tracks.map((track) => track.frames?.length ?? 0));
  const total = frames.reduce((sum, count) => sum + count, 0);
  const seams = findings.reduce((sum, { submitted }) => sum + (submitted.status?.verification?.seams ?? 0), 0);
  return [
    none('jobs lost', lost, `of ${findings.length}`),
    none('wrong frames, segments or seams', wrong, `in ${total} frames decoded, ${seams} seams`),
    none('objects missing', missing),
    encodedAgain(results),
    none('workers that ended by themselves', results.surprises),
    none('orphan processes', results.orphans),
    outlived(results),
    none('scratch folders left', results.scratch),
    none('stray objects', strays, results.interruptedUploads > 0 ? 'but for interrupted uploads' : ''),
  ];
}

/** As many as were in flight at all kills together, and at each kill of a worker, and none without something to blame. */
function encodedAgain({ repeats, faults, runs, slots }: Results): Check {
  const costs = faults.map((fault) => ({
    fault,
    allowed: allowedBy(fault, runs, slots),
    cost: repeats.filter(({ cause }) => cause === fault).length,
  }));
  const sum = (of: (cost: (typeof costs)[number]) => number) => costs.reduce((total, cost) => total + of(cost), 0);
  const workers = sum(({ fault, allowed }) => (isWorkerFault(fault.fault.kind) ? allowed : 0));
  const problems = [
    ...repeats
      .filter(({ cause }) => cause === null)
      .map(({ run }) => `from frame ${run.frame} of ${run.hashes.join(', ')}: nothing explains it`),
    ...costs
      .filter(({ fault, allowed, cost }) => isWorkerFault(fault.fault.kind) && cost > allowed)
      .map(
        ({ fault: { fault }, allowed, cost }) => `${fault.kind} of ${fault.target} cost ${cost}, ${allowed} in flight`,
      ),
    ...(repeats.length > sum(({ allowed }) => allowed) ? ['more than were in flight at kills'] : []),
  ];
  const blamed = costs
    .filter(({ cost }) => cost > 0)
    .map(({ fault, cost }) => `${cost} by ${fault.fault.kind} of ${fault.fault.target}`);
  const causes = blamed.length > 0 ? ` (${blamed.join(', ')})` : '';
  const flying = `in flight at kills: ${workers} of workers, ${sum(({ allowed }) => allowed) - workers} of servers`;
  const figure = `${repeats.length} of ${runs.length} encodes${causes}; ${flying}`;
  return { name: 'chunks encoded again', figure, ok: problems.length === 0, problems };
}

/** Linux ends an ffmpeg with its worker; elsewhere it ends when it gets no more of its source. */
function outlived({ faults }: Results): Check {
  const longest = Math.max(0, ...faults.map(({ outlivedMs }) => outlivedMs));
  const ok = process.platform !== 'linux' || longest <= OUTLIVES_AT_MOST_MS;
  return { name: 'longest that an ffmpeg outlived its worker', figure: seconds(longest), ok, problems: [] };
}

function none(name: string, problems: readonly string[], scope = ''): Check {
  return { name, figure: `${problems.length} ${scope}`.trim(), ok: problems.length === 0, problems };
}

function labelOf({ submitted }: JobFindings): string {
  return `${submitted.planned.name} (${submitted.clip.name}, ${submitted.job.videoId})`;
}

/** One line on a fault that is over. @param epochMs when the schedule began */
export function faultLine(done: DoneFault, epochMs: number): string {
  const { fault, fromMs, toMs, inFlight, outlivedMs } = done;
  const at = `${seconds(fromMs - epochMs).padStart(7)} ${fault.kind.padEnd(11)} ${fault.target.padEnd(11)}`;
  const share = isProxyFault(fault.kind) && fault.share < 1 ? `, ${Math.round(fault.share * 100)} % of requests` : '';
  const outlived = outlivedMs > 0 ? `, its ffmpegs gone after ${seconds(outlivedMs)}` : '';
  const flying = inFlight === null ? 'unknown' : inFlight.size;
  return `${at} for ${seconds(toMs - fromMs)}${share}; chunks in flight: ${flying}${outlived}`;
}

/** One line on a job. */
export function jobLine({ submitted, lost, wrong, missing }: JobFindings): string {
  const { planned, clip, status } = submitted;
  const work = status?.work;
  const problems = [lost ?? [], wrong, missing].flat().length;
  return [
    `${planned.name}  ${clip.name.padEnd(14)} ${planned.tenant.padEnd(8)} p${planned.priority}`,
    `${(status?.state ?? 'unknown').padEnd(10)} ${seconds(status?.timings.totalMs ?? 0).padStart(7)}`,
    `chunks ${work?.chunks ?? 0}, reused ${work?.reused ?? 0}, retried ${work?.retried ?? 0}`,
    status?.degraded.length ? `degraded: ${status.degraded.map(({ what }) => what).join(', ')}` : '',
    status?.error?.code ?? '',
    problems > 0 ? 'WRONG' : '',
  ]
    .filter((part) => part !== '')
    .join('  ');
}

export function checkLines({ name, figure, ok, problems }: Check): string[] {
  return [
    `${ok ? 'ok  ' : 'FAIL'}  ${name}: ${figure}`,
    ...problems.slice(0, 20).map((problem) => `        ${problem}`),
  ];
}

export function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
