import {
  mean,
  cpuSeconds as predict,
  presetCost,
  SPEED_CLIP,
  SPEED_RUNS,
  type SpeedRuns,
} from '../../services/core/cost/index.ts';
import { OTHER_RUNS } from './other-runs.ts';
import { table } from './table.ts';

/** The runs that speeds are made of, and those that they were held against. */
export function speedTables(): string {
  return [measured(), `Steps between presets: ${presets()}.`, others()].join('\n\n');
}

function measured(): string {
  const rows = SPEED_RUNS.map(({ codec, preset, rungs, cpuSeconds }) => [
    `${codec} ${preset}`,
    rungs.map((short) => `${short}p`).join(', '),
    cpuSeconds.map((seconds) => seconds.toFixed(1)).join(', '),
    `${spread(cpuSeconds).toFixed(1)} %`,
    (mean(cpuSeconds) / SPEED_CLIP.seconds).toFixed(2),
  ]);
  return table([['codec, preset', 'rungs', 'CPU seconds of each run', 'apart', 'for each second'], ...rows]);
}

function spread(values: SpeedRuns['cpuSeconds']): number {
  return (Math.max(...values) / Math.min(...values) - 1) * 100;
}

function presets(): string {
  const steps = (['h264', 'hevc', 'av1'] as const).map((codec) => `${codec} ${presetCost(codec, 'medium').toFixed(2)}`);
  return `\`medium\` takes ${steps.join(', ')} times what \`veryfast\` takes`;
}

function others(): string {
  const rows = OTHER_RUNS.map(({ what, work, cpuSeconds }) => {
    const predicted = predict(work);
    const ratio = mean(cpuSeconds) / predicted;
    return [what, cpuSeconds.map((seconds) => seconds.toFixed(1)).join(', '), predicted.toFixed(1), ratio.toFixed(2)];
  });
  return table([['other videos and ladders', 'CPU seconds of each run', 'estimated', 'ratio'], ...rows]);
}
