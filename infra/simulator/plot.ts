import type { Run, Sample } from './world.ts';

/** In pixels of the picture. */
const SIZE = { width: 960, panel: 170, left: 64, right: 20, top: 56, gap: 42, bottom: 44 };
/** More points than this would only be more of the same to the eye. */
const MOST_POINTS = 450;

interface Line {
  readonly name: string;
  /** Seen on white and on near black, and told apart by all eyes (after Okabe and Ito 2008). */
  readonly colour: string;
  readonly of: (sample: Sample) => number;
  readonly dashed?: boolean;
}

/** Work above, those who do it below: they differ by orders of magnitude. */
const PANELS: readonly (readonly Line[])[] = [
  [
    { name: 'chunks that wait', colour: '#d55e00', of: ({ backlog }) => backlog },
    { name: 'chunks in hand', colour: '#2a8fd0', of: ({ inFlight }) => inFlight },
  ],
  [
    { name: 'instances', colour: '#7f7f7f', of: ({ instances }) => instances },
    { name: 'tasks ordered', colour: '#cc79a7', of: ({ ordered }) => ordered, dashed: true },
    { name: 'tasks that take work', colour: '#009e73', of: ({ running }) => running },
  ],
];

/** A run as a picture: SVG on a background of its own, light or dark as the reader has it. */
export function plot({ trace, design, samples: all }: Run): string {
  const samples = lively(all);
  const span = (samples.at(-1)?.at ?? 0) + 1;
  const height = SIZE.top + PANELS.length * SIZE.panel + (PANELS.length - 1) * SIZE.gap + SIZE.bottom;
  const points = thinned(samples);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${SIZE.width} ${height}" font-family="system-ui, sans-serif" font-size="13" role="img" aria-label="${trace.name}: ${trace.about}">`,
    STYLE,
    `<rect class="ground" width="${SIZE.width}" height="${height}"/>`,
    `<text x="${SIZE.left}" y="22" font-size="15">${trace.name}: ${trace.about} (${design})</text>`,
    ...PANELS.map((lines, index) => panel(lines, points, span, SIZE.top + index * (SIZE.panel + SIZE.gap))),
    `<text class="dim" x="${SIZE.width - SIZE.right}" y="${height - 8}" text-anchor="end">${span > HOURS_FROM ? 'hours' : 'minutes'}</text>`,
    '</svg>',
    '',
  ].join('\n');
}

const STYLE = `<style>
.ground { fill: #ffffff } text { fill: #1f2937 } .dim { fill: #4b5563; font-size: 12px } .grid { stroke: #e5e7eb } .axis { stroke: #6b7280 }
.line { fill: none; stroke-width: 2; stroke-linejoin: round } .dashed { stroke-dasharray: 6 4 }
@media (prefers-color-scheme: dark) { .ground { fill: #0d1117 } text { fill: #e5e7eb } .dim { fill: #9ca3af } .grid { stroke: #2b313b } .axis { stroke: #9ca3af } }
</style>`;

function panel(lines: readonly Line[], samples: readonly Sample[], span: number, top: number): string {
  const most = Math.max(1, ...samples.flatMap((sample) => lines.map(({ of }) => of(sample))));
  const stepY = niceStep(most / 4);
  const ceiling = Math.ceil(most / Math.max(1, stepY)) * Math.max(1, stepY);
  const bottom = top + SIZE.panel;
  const right = SIZE.width - SIZE.right;
  const x = (at: number) => SIZE.left + ((right - SIZE.left) * at) / span;
  const y = (value: number) => bottom - (SIZE.panel * value) / ceiling;
  const unit = span > HOURS_FROM ? 3_600 : 60;
  const stepX = niceStep(span / unit / 10) * unit;
  const upright = multiples(stepX, span).map((at) => {
    return `<path class="grid" d="M${px(x(at))} ${top}V${bottom}"/><text class="dim" x="${px(x(at))}" y="${bottom + 18}" text-anchor="middle">${at / unit}</text>`;
  });
  const level = multiples(Math.max(1, stepY), ceiling).map((value) => {
    return `<path class="grid" d="M${SIZE.left} ${px(y(value))}H${right}"/><text class="dim" x="${SIZE.left - 8}" y="${px(y(value) + 4)}" text-anchor="end">${value}</text>`;
  });
  const curves = lines.map(({ of, colour, dashed }) => {
    const path = samples.map((sample, i) => `${i === 0 ? 'M' : 'L'}${px(x(sample.at))} ${px(y(of(sample)))}`).join('');
    return `<path class="line${dashed ? ' dashed' : ''}" stroke="${colour}" d="${path}"/>`;
  });
  const legend = lines.map(({ name, colour, dashed }, i) => {
    const at = SIZE.left + i * 190;
    return `<path class="line${dashed ? ' dashed' : ''}" stroke="${colour}" d="M${at} ${top - 12}h26"/><text x="${at + 32}" y="${top - 8}">${name}</text>`;
  });
  const axes = `<path class="axis" fill="none" d="M${SIZE.left} ${top}V${bottom}H${right}"/>`;
  return [...upright, ...level, axes, ...curves, ...legend].join('\n');
}

/** From this long on the time is in hours, in seconds. */
const HOURS_FROM = 6 * 3_600;

/** Without most of the quiet at the end. */
function lively(samples: readonly Sample[]): readonly Sample[] {
  const end = samples.at(-1);
  const last = samples.findLastIndex(({ instances, inFlight }) => inFlight > 0 || instances !== end?.instances);
  return samples.slice(0, Math.ceil((last + 1) * 1.05) + 60);
}

/** Every so many seconds, and every change of a number of tasks or instances in between. */
function thinned(samples: readonly Sample[]): Sample[] {
  const every = Math.max(1, Math.ceil(samples.length / MOST_POINTS));
  return samples.filter((sample, index) => {
    const before = samples[index - 1];
    const after = samples[index + 1];
    return index % every === 0 || !before || !after || jumps(before, sample) || jumps(sample, after);
  });
}

function jumps(a: Sample, b: Sample): boolean {
  return a.ordered !== b.ordered || a.running !== b.running || a.instances !== b.instances;
}

/** 1, 2 or 5 times a power of ten, `rough` or more. */
function niceStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(rough, 1e-9)));
  return power * ([1, 2, 5, 10].find((step) => step * power >= rough) ?? 10);
}

function multiples(step: number, to: number): number[] {
  return Array.from({ length: Math.floor(to / step) + 1 }, (_, i) => i * step);
}

function px(value: number): string {
  return String(Math.round(value * 10) / 10);
}
