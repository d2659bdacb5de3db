import { useSignal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import type { FanoutClient } from '../../client/index.ts';
import { ALL_TENANTS, printable, scopeAllows } from '../../core/index.ts';
import type { Account } from '../session/session.ts';
import { span } from '../ui/format.ts';
import { Moment } from '../ui/Moment.tsx';
import { TroubleNote } from '../ui/TroubleNote.tsx';
import { VirtualRows } from '../ui/VirtualRows.tsx';
import { JobFilter } from './JobFilter.tsx';
import { type Filter, JobList } from './job-list.ts';
import type { ListedJob } from './join-pages.ts';
import './jobs.css';

interface JobsPageProps {
  readonly client: FanoutClient;
  readonly account: Account;
}

const FIRST = [
  ['Name', ''],
  ['State', 'column-state'],
] as const;
const LAST = [
  ['Started', 'column-short'],
  ['Took', 'column-short'],
] as const;
const COLUMNS = [...FIRST, ...LAST];
const OPERATOR_COLUMNS = [...FIRST, ['Tenant', 'column-tenant'] as const, ...LAST];
const GHOSTS = Array.from({ length: 8 }, (_, i) => i);

/** All jobs that one may see, as they go on. */
export function JobsPage({ client, account }: JobsPageProps) {
  const isOperator = account.tenant === ALL_TENANTS;
  const filter = useSignal<Filter>({ state: '', tenant: '', q: '' });
  const list = useMemo(() => new JobList(client, filter.value), [client, filter.value]);
  useEffect(() => list.start(), [list]);
  const jobs = list.jobs.value;
  const columns = isOperator ? OPERATOR_COLUMNS : COLUMNS;
  return (
    <>
      <div class="page-head">
        <h1>Jobs</h1>
        <output class="quiet live" data-open={list.isOpen.value}>
          {list.isOpen.value ? 'live' : 'connection lost, trying again…'}
        </output>
        {scopeAllows(account.scope, 'submit') && (
          <a class="button primary" href="/new">
            New video
          </a>
        )}
      </div>
      <JobFilter filter={filter} isOperator={isOperator} />
      {list.trouble.value && (
        <TroubleNote trouble={list.trouble.value}>
          <button
            type="button"
            onClick={() => {
              filter.value = { ...filter.value };
            }}
          >
            Try again
          </button>
        </TroubleNote>
      )}
      {jobs?.length === 0 ? (
        <Nothing isFiltered={Object.values(filter.value).some((value) => value !== '')} />
      ) : (
        <VirtualRows
          label="Jobs"
          items={jobs ?? []}
          keyOf={({ videoId }) => videoId}
          columns={columns}
          onNearEnd={() => void list.more()}
        >
          {(job) => <JobCells job={job} isOperator={isOperator} />}
        </VirtualRows>
      )}
      {jobs === null && !list.trouble.value && (
        <div class="ghosts" aria-hidden="true">
          {GHOSTS.map((i) => (
            <span key={i} class="ghost" />
          ))}
        </div>
      )}
    </>
  );
}

function JobCells({ job, isOperator }: { readonly job: ListedJob; readonly isOperator: boolean }) {
  const { videoId, name, state, tenant, startedAt, closedAt } = job;
  const seconds = closedAt === null ? null : (Date.parse(closedAt) - Date.parse(startedAt)) / 1000;
  return (
    <>
      <td>
        <a href={`/jobs/${videoId}`} title={name ?? videoId}>
          <bdi>{printable(name ?? videoId)}</bdi>
        </a>{' '}
        <code class="quiet job-id">{videoId}</code>
      </td>
      <td>
        <span class="state" data-state={state}>
          {state}
        </span>
      </td>
      {isOperator && <td class="quiet">{tenant}</td>}
      <td class="quiet">
        <Moment at={startedAt} />
      </td>
      <td class="quiet">{seconds === null ? '' : span(seconds)}</td>
    </>
  );
}

function Nothing({ isFiltered }: { readonly isFiltered: boolean }) {
  return (
    <section class="panel empty">
      <h2>{isFiltered ? 'Nothing like that' : 'No video yet'}</h2>
      <p class="quiet">{isFiltered ? 'No job is of this state, name and tenant.' : 'Begin with “New video”.'}</p>
    </section>
  );
}
