import type { ShownJob } from '../../../api/index.ts';

export interface QualityPoint {
  readonly name: string;
  /** SSIM, 0 to 1. */
  readonly mean: number;
  readonly lowest: number;
  /** Places on the axis, 0 to 1. */
  readonly meanShare: number;
  readonly lowestShare: number;
  /** Bits per second. */
  readonly averageBandwidth: number;
}

export interface QualityAxis {
  readonly points: readonly QualityPoint[];
  readonly marks: readonly { readonly share: number; readonly label: string }[];
}

/** From a round SSIM below all up to 1, where the picture is the source itself; `null` when nothing was measured. */
export function qualityPoints(renditions: ShownJob['renditions']): QualityAxis | null {
  const measured = renditions.flatMap(({ name, quality, averageBandwidth }) =>
    quality ? [{ name, ...quality, averageBandwidth }] : [],
  );
  if (measured.length === 0) return null;
  const worst = Math.min(...measured.map(({ lowest }) => lowest));
  const step = worst >= 0.95 ? 0.01 : worst >= 0.75 ? 0.05 : 0.25;
  // A hair less, so that a figure on a mark does not lie on the border.
  const bottom = Math.max(0, Math.floor((worst - 1e-9) / step) * step);
  const share = (ssim: number) => (ssim - bottom) / (1 - bottom);
  const count = Math.round((1 - bottom) / step);
  return {
    points: measured.map(({ name, mean, lowest, averageBandwidth }) => ({
      ...{ name, mean, lowest, averageBandwidth },
      meanShare: share(mean),
      lowestShare: share(lowest),
    })),
    marks: Array.from({ length: count + 1 }, (_, i) => {
      const ssim = bottom + i * step;
      return { share: share(ssim), label: ssim.toFixed(2) };
    }),
  };
}
