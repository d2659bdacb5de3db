import type { ComponentChildren } from 'preact';
import type { ShownJob } from '../../api/index.ts';
import { and } from '../ui/words.ts';
import type { Connection } from './state/followed-job.ts';

interface JobHeadProps {
  readonly job: ShownJob;
  readonly connection: Connection;
  /** The controls. */
  readonly children: ComponentChildren;
}

const CONNECTIONS: Readonly<Record<Connection, string>> = {
  connecting: 'connecting…',
  open: 'live',
  lost: 'connection lost, trying again…',
  over: '',
};

/** Which job it is, and how far. */
export function JobHead({ job, connection, children }: JobHeadProps) {
  const { source, videoId, state, tenant, progress, revision } = job;
  return (
    <header class="job-head">
      <div class="job-title">
        <h1>{source?.name ?? videoId}</h1>
        <p class="quiet">
          <span class="state" data-state={state}>
            {state}
          </span>
          <code>{videoId}</code>
          {tenant !== undefined && <span>tenant {tenant}</span>}
          <output class="connection" data-connection={connection}>
            {CONNECTIONS[connection]}
          </output>
        </p>
        {revision && (
          <p class="quiet">
            Change: {revision.what} {and(revision.renditions)}, {revision.state}
          </p>
        )}
      </div>
      {children}
      <div class="job-progress">
        <progress max={100} value={progress.percent} aria-label="Encoded" />
        <b>{progress.percent.toFixed(progress.percent === 100 ? 0 : 1)} %</b>
        <span class="quiet">
          {progress.chunksDone} of {progress.chunks} chunks
        </span>
      </div>
    </header>
  );
}
