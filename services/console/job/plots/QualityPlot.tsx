import type { ShownJob } from '../../../api/index.ts';
import { bitrate } from '../format.ts';
import { qualityPoints } from './quality-points.ts';

/** Pixels of the picture, which is scaled to its place. */
const SIZE = { width: 560, row: 26, left: 96, right: 120, top: 8, bottom: 26 } as const;

/** How near each rendition is to its source: the mean of the frames that were compared, and the worst of them. */
export function QualityPlot({ renditions }: { readonly renditions: ShownJob['renditions'] }) {
  const plot = qualityPoints(renditions);
  if (!plot) return null;
  const height = SIZE.top + plot.points.length * SIZE.row + SIZE.bottom;
  const x = (share: number) => SIZE.left + share * (SIZE.width - SIZE.left - SIZE.right);
  const words = plot.points.map(
    ({ name, mean, lowest }) => `${name}: mean ${mean.toFixed(4)}, lowest ${lowest.toFixed(4)}`,
  );
  return (
    <svg
      class="quality-plot"
      viewBox={`0 0 ${SIZE.width} ${height}`}
      role="img"
      aria-label={`SSIM by rendition. ${words.join('; ')}.`}
    >
      {plot.marks.map(({ share, label }) => (
        <g key={label}>
          <line class="plot-grid" x1={x(share)} x2={x(share)} y1={SIZE.top} y2={height - SIZE.bottom} />
          <text class="plot-text" x={x(share)} y={height - 8} text-anchor="middle">
            {label}
          </text>
        </g>
      ))}
      {plot.points.map(({ name, meanShare, lowestShare, averageBandwidth, mean, lowest }, i) => {
        const y = SIZE.top + (i + 0.5) * SIZE.row;
        return (
          <g key={name}>
            <title>{words[i]}</title>
            <text class="plot-name" x={SIZE.left - 12} y={y + 4} text-anchor="end">
              {name}
            </text>
            <line class="quality-span" x1={x(lowestShare)} x2={x(meanShare)} y1={y} y2={y} />
            <circle class="quality-lowest" cx={x(lowestShare)} cy={y} r={4} />
            <circle class="quality-mean" cx={x(meanShare)} cy={y} r={6} />
            <text class="plot-text" x={SIZE.width - SIZE.right + 16} y={y + 4}>
              {mean.toFixed(3)} / {lowest.toFixed(3)}, {bitrate(averageBandwidth)}
            </text>
          </g>
        );
      })}
    </svg>
  );
}
