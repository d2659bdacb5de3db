import type { ShownJob } from '../../../api/index.ts';
import { bitrate } from '../../ui/format.ts';
import { codecName } from '../../ui/words.ts';

/** What a picture costs, and what was measured of it. */
export function SideFacts({ job, name }: { readonly job: ShownJob; readonly name: string }) {
  const rendition = job.renditions.find((one) => one.name === name);
  if (!rendition) return <p />;
  const { width, height, codec, averageBandwidth, quality } = rendition;
  return (
    <p>
      <b>{name}</b> {width}×{height} · {codecName(codec)} · {bitrate(averageBandwidth)}
      {quality && ` · SSIM ${quality.mean.toFixed(4)}, lowest ${quality.lowest.toFixed(4)}`}
    </p>
  );
}
