import type { Rational, SourceTrack } from '../core/index.ts';

/** Puts the decoded picture on the grid: frame 0 is the first that is shown, and every slot of the grid has a frame. */
export function gridFilter(
  track: SourceTrack,
  rate: Rational,
  fromStart: boolean,
  weaver: 'bwdif' | 'yadif_cuda' = 'bwdif',
): string[] {
  return [
    `setpts=PTS-${track.startTicks}`.replace('--', '+'),
    // Frames at half the field rate, so that nothing of the plan depends on what was found here.
    ...(track.interlaced ? [`${weaver}=mode=send_frame:deint=all`] : []),
    // The grid has no room for a single picture that claims to last no time at all: it is held for a frame.
    ...(track.momentary ? [`tpad=stop_mode=clone:stop_duration=${((1e6 * rate.den) / rate.num).toFixed(0)}us`] : []),
    // A picture that starts late, as after an empty edit, is held from the beginning.
    `fps=${rate.num}/${rate.den}${fromStart ? ':start_time=0' : ''}`,
  ];
}
