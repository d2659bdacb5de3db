import type { ShownJob } from '../../../api/index.ts';
import { size, span } from '../../ui/format.ts';
import { FactList } from './FactList.tsx';

/** What it took. */
export function WorkFacts({ job: { work, timings } }: { readonly job: ShownJob }) {
  const { firstPlayableMs, totalMs } = timings;
  const cpu = (seconds: number | null) => (seconds === null ? 'not told by the system' : span(seconds));
  return (
    <section class="panel">
      <h2>Work</h2>
      <FactList
        facts={[
          ['First playable', firstPlayableMs === null ? 'not yet' : `after ${span(firstPlayableMs / 1000)}`],
          ['Complete', totalMs === null ? 'not yet' : `after ${span(totalMs / 1000)}`],
          ['Chunks', `${work.encoded} encoded, ${work.reused} reused, of ${work.chunks}`],
          ['Retries', work.retried],
          ['Processor time', cpu(work.cpuSeconds)],
          work.qualityCpuSeconds === null ? null : ['For quality', cpu(work.qualityCpuSeconds)],
          ['Source read', size(work.sourceBytesRead)],
          ['Cost', 'not computed by this version'],
        ]}
      />
    </section>
  );
}
