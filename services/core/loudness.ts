/** How loud a track is, by EBU R128 (ITU-R BS.1770). */
export interface MeasuredLoudness {
  /** Integrated loudness in LUFS; `null` for silence, and for less than the 0.4 s that a measurement needs. */
  readonly integrated: number | null;
  /** Highest true peak in dBTP; `null` for digital silence. */
  readonly truePeak: number | null;
  /** Loudness range in LU. */
  readonly range: number;
}

/** What was found in a track, and what was done about it. */
export interface LoudnessResult {
  /** Integrated loudness before, in LUFS; `null` for silence. */
  readonly measured: number | null;
  /** True peak before, in dBTP; `null` for digital silence. */
  readonly truePeak: number | null;
  /** One gain for the whole track, in decibels. */
  readonly gain: number;
  /** The gain is less than the target asks for: more would have brought peaks too near to full scale. */
  readonly limited: boolean;
}

/** The quietest and the loudest target that can be asked for, in LUFS. */
export const LOUDNESS_TARGETS = { min: -31, max: -5 } as const;

/** In dBTP, after EBU R128: what a lossy encoder adds to peaks fits above it. */
const HIGHEST_PEAK = -1;

/** The gain that brings a track to a target, in LUFS, as near as its peaks allow. Silence is left alone. */
export function loudnessGain({ integrated, truePeak }: MeasuredLoudness, target: number): LoudnessResult {
  if (integrated === null) return { measured: null, truePeak, gain: 0, limited: false };
  const wanted = tenths(target - integrated);
  const allowed = truePeak === null ? wanted : tenths(HIGHEST_PEAK - truePeak);
  return { measured: integrated, truePeak, gain: Math.min(wanted, allowed), limited: allowed < wanted };
}

/** Measurements have one decimal; so has what is made of them. */
function tenths(decibels: number): number {
  return Math.round(decibels * 10) / 10;
}
