import { type Client, isGrpcServiceError } from '@temporalio/client';
import { defaultPayloadConverter } from '@temporalio/common';
import type { temporal } from '@temporalio/proto';
import {
  FanoutError,
  isTenantName,
  type JobState,
  SEARCH_ATTRIBUTES,
  type VideoId,
  videoOfWorkflow,
  WORKFLOW_TYPE,
  workflowId,
} from '../core/index.ts';
import { badCursor, readCursor, writeCursor } from './list-cursor.ts';
import { millisOf } from './timestamps.ts';

/** As far as a list knows it: a job that waits or is paused runs. */
export type ListedState = Exclude<JobState, 'queued' | 'paused'>;

export interface ListedJob {
  readonly videoId: VideoId;
  /** Of the source; `null` where it was not taken down. */
  readonly name: string | null;
  readonly tenant: string | null;
  readonly state: ListedState;
  readonly startedAt: string;
  readonly closedAt: string | null;
}

export interface ListWish {
  /** Jobs on a page, 1 to 100. */
  readonly limit: number;
  /** The `nextCursor` of the page before, with the other wishes as they were. */
  readonly cursor?: string | undefined;
  readonly state?: ListedState | undefined;
  readonly tenant?: string | undefined;
  /** In the id or the source's name, in whatever case. */
  readonly q?: string | undefined;
}

export interface JobPage {
  readonly jobs: readonly ListedJob[];
  /** `null` where nothing follows. */
  readonly nextCursor: string | null;
}

type Execution = temporal.api.workflow.v1.WorkflowExecutionInfo.$Properties;

/** Temporal's pages that one answer is looked for in: a search may find little in many. */
const MOST_PAGES = 10;
/** As many as a server gives at once. */
const PAGE = 1_000;
/** Of gRPC: what servers answer to a token that is none of theirs; some call it an invalid argument, some name nothing. */
const REFUSALS: readonly number[] = [2, 3];

/* As the server numbers them, and as its queries name them. */
const STATES: readonly (ListedState | null)[] = [
  null,
  'running',
  'completed',
  'failed',
  'cancelled',
  'failed',
  null,
  'failed',
  // Paused by an operator.
  'running',
];
const STATUSES: Readonly<Record<ListedState, string>> = {
  running: "'Running'",
  completed: "'Completed'",
  failed: "'Failed', 'Terminated', 'TimedOut'",
  cancelled: "'Canceled'",
};

/** Every run of a job but those that went on in another: its history had become long. */
const RUNS = `WorkflowType = '${WORKFLOW_TYPE}' AND ExecutionStatus != 'ContinuedAsNew'`;

/**
 * Jobs that have not ended, the newest first, then those that have, the last to end first. A search may give fewer than
 * `limit`, even none, and still go on: it looks through a part of the list at a time. One that ends while pages are turned may
 * come a second time.
 *
 * @param searched runs that a search looks through with one question
 * @throws FanoutError REQUEST_INVALID for a cursor or tenant that cannot be
 */
export async function listJobPage(
  client: Client,
  { limit, cursor, state, tenant, q }: ListWish,
  searched = PAGE,
): Promise<JobPage> {
  const query = listQuery(state, tenant);
  const list = JSON.stringify([query, q ?? '']);
  const jobs: ListedJob[] = [];
  let token: Uint8Array = cursor === undefined ? new Uint8Array() : readCursor(list, cursor);
  for (let pages = 0; pages < MOST_PAGES && jobs.length < limit; pages++) {
    const missing = limit - jobs.length;
    // A server lists only so many times a second: what is looked for among many is looked for in large pages.
    const wish = { query, missing, rows: q === undefined ? missing : searched, q };
    const { found, next } = await wantedRuns(client, wish, token);
    const newest = await newestRuns(client, found);
    jobs.push(...found.filter(({ runId }) => newest.has(runId)).map(({ runId: _, row: _row, ...job }) => job));
    token = next;
    if (token.length === 0) return { jobs, nextCursor: null };
  }
  return { jobs, nextCursor: writeCursor(list, token) };
}

interface RunWish {
  readonly query: string;
  /** Not more than these. */
  readonly missing: number;
  /** Of the server's list, to look through. */
  readonly rows: number;
  readonly q: string | undefined;
}

/** Runs on one page of the server. A page cannot be cut, so one that has too many is asked for again, up to the last that fits. */
async function wantedRuns(client: Client, wish: RunWish, token: Uint8Array) {
  let { rows } = wish;
  for (;;) {
    const page = await runsOf(client, wish.query, rows, token);
    const found = page.runs.filter((run) => isWanted(run, wish.q));
    const last = found[wish.missing - 1];
    if (found.length <= wish.missing || !last) return { found, next: page.next };
    rows = last.row + 1;
  }
}

/** At most `limit` jobs, in the order of {@link listJobPage}. */
export async function listJobs(client: Client, limit: number): Promise<ListedJob[]> {
  const jobs: ListedJob[] = [];
  let cursor: string | null | undefined;
  while (jobs.length < limit && cursor !== null) {
    const page = await listJobPage(client, { limit: Math.min(100, limit - jobs.length), cursor });
    jobs.push(...page.jobs);
    cursor = page.nextCursor;
  }
  return jobs;
}

/** Made of what was checked only: nothing that somebody typed gets into a query. */
function listQuery(state: ListedState | undefined, tenant: string | undefined): string {
  if (tenant !== undefined && !isTenantName(tenant)) {
    throw new FanoutError('REQUEST_INVALID', 'The tenant is none: it has 1 to 64 of A-Z a-z 0-9 . _ -.');
  }
  return [
    RUNS,
    ...(state === undefined ? [] : [`ExecutionStatus IN (${STATUSES[state]})`]),
    ...(tenant === undefined ? [] : [`${SEARCH_ATTRIBUTES.tenant} = '${tenant}'`]),
  ].join(' AND ');
}

interface ListedRun extends ListedJob {
  readonly runId: string;
  /** Its place on the server's page, from 0. */
  readonly row: number;
}

async function runsOf(client: Client, query: string, pageSize: number, nextPageToken: Uint8Array) {
  const { namespace } = client.options;
  try {
    const page = await client.workflowService.listWorkflowExecutions({ namespace, query, pageSize, nextPageToken });
    return { runs: (page.executions ?? []).flatMap(listedRun), next: page.nextPageToken ?? new Uint8Array() };
  } catch (error) {
    // The query is ours; the token came back from outside.
    if (isGrpcServiceError(error) && REFUSALS.includes(error.code) && nextPageToken.length > 0) throw badCursor();
    throw error;
  }
}

function listedRun({ execution, memo, status, startTime, closeTime }: Execution, row: number): ListedRun[] {
  const id = videoOfWorkflow(execution?.workflowId ?? '');
  const state = STATES[Number(status ?? 0)];
  if (!id || !state) return [];
  const text = (key: string) => {
    const payload = memo?.fields?.[key];
    const value = payload ? defaultPayloadConverter.fromPayload<unknown>(payload) : null;
    return typeof value === 'string' ? value : null;
  };
  return [
    {
      videoId: id,
      runId: execution?.runId ?? '',
      row,
      name: text('name'),
      tenant: text('tenant'),
      state,
      startedAt: new Date(millisOf(startTime ?? {})).toISOString(),
      closedAt: closeTime ? new Date(millisOf(closeTime)).toISOString() : null,
    },
  ];
}

function isWanted({ videoId, name }: ListedJob, q: string | undefined): boolean {
  if (q === undefined) return true;
  const wanted = q.toLowerCase();
  return videoId.includes(wanted) || (name?.toLowerCase().includes(wanted) ?? false);
}

/**
 * Which of all runs of these jobs are their newest. A job that was tried again has older ones, which a list without the newest
 * (it is on another page, or of another state) would show as if nothing had followed.
 */
async function newestRuns(client: Client, runs: readonly ListedRun[]): Promise<ReadonlySet<string>> {
  const waiting = new Set(runs.map(({ videoId }) => videoId));
  const newest = new Set<string>();
  const ids = [...waiting].map((id) => `'${workflowId(id)}'`).join(', ');
  let token: Uint8Array = new Uint8Array();
  while (waiting.size > 0) {
    const page = await runsOf(client, `${RUNS} AND WorkflowId IN (${ids})`, PAGE, token);
    // In the order of the list, where what is newer comes first.
    for (const { videoId, runId } of page.runs) if (waiting.delete(videoId)) newest.add(runId);
    if (page.next.length === 0) break;
    token = page.next;
  }
  return newest;
}
