import { type ReadonlySignal, useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { clock } from '../../ui/format.ts';
import { scrubbedBy, timeAt } from './scrub.ts';
import { type Picture, pictureAt } from './storyboard.ts';
import type { VideoClock } from './video-clock.ts';

interface ScrubBarProps {
  readonly clock: VideoClock;
  /** Seconds of the whole video, also of what is yet to come. */
  readonly duration: number;
  readonly pictures: ReadonlySignal<readonly Picture[]>;
  readonly onSeek: (seconds: number) => void;
}

/** The time of a video: where one is, how much can be played already, and what is to be seen where. */
export function ScrubBar({ clock: { time, playable }, duration, pictures, onSeek }: ScrubBarProps) {
  const bar = useRef<HTMLDivElement>(null);
  const pointed = useSignal<number | null>(null);
  const share = (seconds: number) => `${duration > 0 ? Math.min(100, (100 * seconds) / duration) : 0}%`;
  const secondsAt = (event: PointerEvent) => {
    const box = bar.current?.getBoundingClientRect();
    return box && box.width > 0 ? timeAt((event.clientX - box.left) / box.width, duration) : 0;
  };
  const seek = (seconds: number) => onSeek(Math.min(seconds, playable.peek()));
  return (
    <div
      class="scrub"
      ref={bar}
      role="slider"
      tabIndex={0}
      aria-label="Time"
      aria-valuemin={0}
      aria-valuemax={Math.round(duration)}
      aria-valuenow={Math.round(time.value)}
      aria-valuetext={`${clock(time.value)} of ${clock(duration)}, playable up to ${clock(playable.value)}`}
      onKeyDown={(event) => {
        const target = scrubbedBy(event.key, time.peek(), playable.peek());
        if (target === null) return;
        event.preventDefault();
        event.stopPropagation();
        seek(target);
      }}
      onPointerDown={(event) => {
        bar.current?.setPointerCapture(event.pointerId);
        seek(secondsAt(event));
      }}
      onPointerMove={(event) => {
        pointed.value = secondsAt(event);
        if (event.buttons > 0) seek(pointed.value);
      }}
      onPointerLeave={() => {
        pointed.value = null;
      }}
    >
      <div class="scrub-track">
        <div class="scrub-playable" style={{ width: share(playable.value) }} />
        <div class="scrub-played" style={{ width: share(time.value) }} />
      </div>
      <div class="scrub-thumb" style={{ left: share(time.value) }} />
      {pointed.value !== null && (
        <Preview at={pointed.value} left={share(pointed.value)} pictures={pictures.value} playable={playable.value} />
      )}
    </div>
  );
}

interface PreviewProps {
  readonly at: number;
  readonly left: string;
  readonly pictures: readonly Picture[];
  readonly playable: number;
}

function Preview({ at, left, pictures, playable }: PreviewProps) {
  const picture = pictureAt(pictures, at);
  return (
    <div class="scrub-preview" style={{ left }} aria-hidden="true">
      {picture && (
        <div
          class="scrub-picture"
          style={{
            width: `${picture.width}px`,
            height: `${picture.height}px`,
            backgroundImage: `url(${JSON.stringify(picture.sprite)})`,
            backgroundPosition: `-${picture.x}px -${picture.y}px`,
          }}
        />
      )}
      <span>{at > playable ? `${clock(at)}, not encoded yet` : clock(at)}</span>
    </div>
  );
}
