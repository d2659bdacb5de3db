import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import type { ShownJob } from '../../api/index.ts';
import { TroubleNote } from '../ui/TroubleNote.tsx';
import { Compare } from './compare/Compare.tsx';
import type { PageState } from './page-state.ts';
import { Player } from './player/Player.tsx';
import type { PlaybackSource } from './player/playback-source.ts';

interface ViewerProps {
  readonly page: PageState;
  readonly job: ShownJob;
  readonly playback: PlaybackSource;
  /** Seconds of the whole video. */
  readonly duration: number;
  /** Below the picture. */
  readonly children: ComponentChildren;
}

/** The video: to be watched, or to be looked at closely. */
export function Viewer({ page, job, playback, duration, children }: ViewerProps) {
  const isComparing = useSignal(false);
  const addresses = playback.addresses.value;
  const refusal = playback.refusal.value;
  const mayCompare = addresses !== null && job.renditions.length > 1;
  return (
    <div class="panel viewer">
      <div class="segmented">
        <button
          type="button"
          aria-pressed={!isComparing.value}
          onClick={() => {
            isComparing.value = false;
          }}
        >
          Watch
        </button>
        <button
          type="button"
          aria-pressed={isComparing.value}
          disabled={!mayCompare}
          onClick={() => {
            isComparing.value = true;
          }}
        >
          Compare two renditions
        </button>
      </div>
      {refusal && !addresses && (
        <TroubleNote trouble={refusal}>
          <button type="button" onClick={() => void playback.ask()}>
            Try again
          </button>
        </TroubleNote>
      )}
      {!addresses && !refusal && (
        <div class="stage stage-empty">
          <p>
            {job.hls === null ? 'It can be watched as soon as its first chunks are there.' : 'Asking for its address…'}
          </p>
        </div>
      )}
      {addresses && !isComparing.value && (
        <Player {...{ page, duration }} addresses={playback.addresses} onRetry={() => void playback.ask()} />
      )}
      {addresses && isComparing.value && <Compare {...{ page, job }} url={addresses.hls} />}
      {children}
    </div>
  );
}
