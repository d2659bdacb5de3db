import type { ShownJob } from '../../../api/index.ts';
import { dollars, REFERENCE_REGION, spentCost } from '../../../core/cost/index.ts';
import { size, span } from '../../ui/format.ts';
import { type Fact, FactList } from './FactList.tsx';

/** What it took. */
export function WorkFacts({ job }: { readonly job: ShownJob }) {
  const { work, timings } = job;
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
          costOf(job),
        ]}
      />
    </section>
  );
}

/** Of what is finished. Nothing where a graphics card encoded: what that costs does not follow from processor time. */
function costOf({ work: { cpuSeconds, qualityCpuSeconds }, renditions, timings }: ShownJob): Fact | null {
  const isOnCard = renditions.some(({ encoder }) => encoder.includes('nvenc'));
  if (cpuSeconds === null || qualityCpuSeconds === null || timings.totalMs === null || isOnCard) return null;
  const { where, usd } = spentCost(cpuSeconds + qualityCpuSeconds);
  return ['Cost on AWS', `${dollars(usd)}, on ${where}, ${REFERENCE_REGION}`];
}
