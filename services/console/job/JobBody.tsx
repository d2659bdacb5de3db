import { useEffect, useMemo } from 'preact/hooks';
import { TroubleNote } from '../ui/TroubleNote.tsx';
import { Controls } from './controls/Controls.tsx';
import { Share } from './controls/Share.tsx';
import { Deliveries } from './facts/Deliveries.tsx';
import { EventLog } from './facts/EventLog.tsx';
import { Files } from './facts/Files.tsx';
import { Renditions } from './facts/Renditions.tsx';
import { SeamProof } from './facts/SeamProof.tsx';
import { SourceFacts } from './facts/SourceFacts.tsx';
import { WorkFacts } from './facts/WorkFacts.tsx';
import { Timeline } from './grid/Timeline.tsx';
import { totalSeconds } from './grid/time-scale.ts';
import { JobHead } from './JobHead.tsx';
import type { Account, PageState } from './page-state.ts';
import { PlaybackSource } from './player/playback-source.ts';
import { BitratePlot } from './plots/BitratePlot.tsx';
import { PlainTimeline } from './plots/PlainTimeline.tsx';
import { Viewer } from './Viewer.tsx';
import './job.css';

interface JobBodyProps {
  readonly page: PageState;
  readonly account: Account;
  readonly onLeave: () => void;
}

export function JobBody({ page, account, onLeave }: JobBodyProps) {
  const { followed } = page;
  const playback = useMemo(() => new PlaybackSource(page), [page]);
  useEffect(() => playback.start(), [playback]);
  const job = followed.job.value;
  const axes = followed.axes.value;
  if (!job) {
    const refusal = followed.refusal.value;
    return refusal ? <TroubleNote trouble={refusal} /> : <p class="quiet">Asking for the job…</p>;
  }
  const duration = axes ? totalSeconds(axes.chunks) : (job.renditions[0]?.durationSeconds ?? 0);
  return (
    <div class="job">
      <JobHead job={job} connection={followed.connection.value}>
        <Controls {...{ page, job, account }} onDeleted={onLeave} />
      </JobHead>
      {followed.refusal.value && <TroubleNote trouble={followed.refusal.value} />}
      {job.error && <TroubleNote trouble={job.error} />}
      {job.revision?.error && <TroubleNote trouble={job.revision.error} />}
      <div class="job-top">
        <Viewer {...{ page, job, playback, duration }}>
          <Share id={page.id} account={account} addresses={playback.addresses.value} />
        </Viewer>
        <div class="job-side">
          <WorkFacts job={job} />
          <EventLog log={followed.log} />
        </div>
      </div>
      {axes && (
        <Timeline key={axesKey(axes)} {...{ page, axes }} below={(view) => <BitratePlot {...{ page, view }} />} />
      )}
      {!axes && duration > 0 && <PlainTimeline {...{ page, duration }} />}
      <div class="job-facts">
        <Renditions job={job} />
        <SourceFacts job={job} />
        <SeamProof job={job} />
        <Deliveries {...{ page, account }} />
        <Files job={job} addresses={playback.addresses.value} />
      </div>
    </div>
  );
}

/** Another plan is another grid, with nothing chosen in it. */
function axesKey({
  lanes,
  chunks,
}: {
  readonly lanes: readonly unknown[];
  readonly chunks: readonly unknown[];
}): string {
  return `${lanes.length} ${chunks.length}`;
}
