import { useEffect, useMemo } from 'preact/hooks';
import type { FanoutClient } from '../../client/index.ts';
import { JobBody } from './JobBody.tsx';
import { type Account, PageState } from './page-state.ts';

interface JobPageProps {
  readonly id: string;
  readonly client: FanoutClient;
  readonly account: Account;
  /** The job is no more: there is nothing to stay for. */
  readonly onLeave: () => void;
}

/** All of one job: what it does, what it makes, and what can be done to it. */
export function JobPage({ id, client, account, onLeave }: JobPageProps) {
  const page = useMemo(() => new PageState(client, id), [client, id]);
  useEffect(() => page.followed.start(), [page]);
  return <JobBody key={id} {...{ page, account, onLeave }} />;
}
