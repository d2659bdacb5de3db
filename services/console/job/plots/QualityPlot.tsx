import type { ShownJob } from '../../../api/index.ts';
import { bitrate } from '../../ui/format.ts';
import { qualityPoints } from './quality-points.ts';

/** How near each rendition is to its source: the mean of the frames that were compared, and the worst of them. */
export function QualityPlot({ renditions }: { readonly renditions: ShownJob['renditions'] }) {
  const plot = qualityPoints(renditions);
  if (!plot) return null;
  const at = (share: number) => `${100 * share}%`;
  return (
    <figure class="quality-plot">
      <figcaption>
        Nearness to the source (SSIM; 1 is the same): <i class="quality-dot" aria-hidden="true" /> mean,{' '}
        <i class="quality-dot quality-lowest" aria-hidden="true" /> lowest of the frames that were compared
      </figcaption>
      <ul>
        {plot.points.map(({ name, meanShare, lowestShare, averageBandwidth, mean, lowest }) => (
          <li key={name}>
            <b>{name}</b>
            <span class="quality-track" aria-hidden="true">
              {plot.marks.map(({ share, label }) => (
                <i key={label} class="quality-mark" style={{ left: at(share) }} />
              ))}
              <i class="quality-span" style={{ left: at(lowestShare), right: at(1 - meanShare) }} />
              <i class="quality-dot quality-lowest" style={{ left: at(lowestShare) }} />
              <i class="quality-dot" style={{ left: at(meanShare) }} />
            </span>
            <span class="quality-text">
              {mean.toFixed(4)}, lowest {lowest.toFixed(4)}, at {bitrate(averageBandwidth)}
            </span>
          </li>
        ))}
      </ul>
      <div class="quality-axis" aria-hidden="true">
        {plot.marks.map(({ share, label }) => (
          <span key={label} style={{ left: at(share) }}>
            {label}
          </span>
        ))}
      </div>
    </figure>
  );
}
