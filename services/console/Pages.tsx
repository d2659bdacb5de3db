import { signal } from '@preact/signals';
import type { ComponentType } from 'preact';
import { useEffect } from 'preact/hooks';
import type { FanoutClient } from '../client/index.ts';
import { JobsPage } from './jobs/JobsPage.tsx';
import { go, path } from './router.ts';
import type { Account } from './session/session.ts';

interface PagesProps {
  readonly client: FanoutClient;
  readonly account: Account;
}

/** A page whose code comes when it is wanted. */
function later<Props extends object>(load: () => Promise<ComponentType<Props>>): ComponentType<Props> {
  const loaded = signal<ComponentType<Props> | null>(null);
  return (props) => {
    useEffect(() => {
      void load().then((component) => {
        loaded.value = component;
      });
    }, []);
    const Page = loaded.value;
    return Page && <Page {...props} />;
  };
}

const JobPage = later(async () => (await import('./job/index.ts')).JobPage);
const NewPage = later(async () => (await import('./new/NewPage.tsx')).NewPage);
const FleetPage = later(async () => (await import('./fleet/FleetPage.tsx')).FleetPage);
const KeysPage = later(async () => (await import('./keys/KeysPage.tsx')).KeysPage);

/** The page that the address names. */
export function Pages({ client, account }: PagesProps) {
  const here = path.value;
  const [, id] = /^\/jobs\/([a-z0-9-]+)$/.exec(here) ?? [];
  useEffect(() => {
    document.title = `${titleOf(here)} · Fanout`;
  }, [here]);
  if (id !== undefined) return <JobPage key={id} {...{ id, client, account }} onLeave={() => go('/')} />;
  if (here === '/new') return <NewPage {...{ client, account }} />;
  if (here === '/fleet') return <FleetPage {...{ client, account }} />;
  if (here === '/keys') return <KeysPage {...{ client, account }} />;
  return <JobsPage {...{ client, account }} />;
}

function titleOf(here: string): string {
  const titles: Readonly<Record<string, string>> = { '/new': 'New', '/fleet': 'Fleet', '/keys': 'Keys' };
  return titles[here] ?? (here.startsWith('/jobs/') ? here.slice('/jobs/'.length) : 'Jobs');
}
