import { type ReadonlySignal, signal, useSignal } from '@preact/signals';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import type { Playback } from '../../../api/index.ts';
import type { PageState } from '../page-state.ts';
import { PlayerBar } from './PlayerBar.tsx';
import { ScrubBar } from './ScrubBar.tsx';
import { scrubbedBy } from './scrub.ts';
import { OFF, Stream } from './stream.ts';
import { useStoryboard } from './use-storyboard.ts';
import { VideoClock } from './video-clock.ts';

interface PlayerProps {
  readonly page: PageState;
  readonly addresses: ReadonlySignal<Playback | null>;
  /** Seconds of the whole video. */
  readonly duration: number;
  /** Asks for addresses anew: those that there were may have ended. */
  readonly onRetry: () => void;
}

/** Plays a video, also while the rest of it is still being made. */
export function Player({ page, addresses, duration, onRetry }: PlayerProps) {
  const stage = useRef<HTMLElement>(null);
  const element = useRef<HTMLVideoElement>(null);
  const clock = useMemo(() => new VideoClock(), []);
  const stream = useMemo(() => signal(new Stream()), []);
  /** Counts the times that the stream was opened. */
  const openings = useSignal(0);
  const pictures = useStoryboard(addresses.value?.storyboard ?? null);
  const hasAddress = addresses.value !== null;

  useEffect(() => {
    const video = element.current;
    return video ? clock.watch(video) : undefined;
  }, [clock]);

  // Signed addresses change now and then: the stream that plays goes on with those that it has.
  useEffect(() => {
    const video = element.current;
    const url = addresses.peek()?.hls;
    if (!video || url === undefined) return;
    const opened = new Stream();
    stream.value = opened;
    void opened.open(video, { url, startAt: page.playhead.peek() ?? 0 });
    return () => opened.close();
  }, [hasAddress, openings.value]);

  useRevisionEnd(page, () => {
    openings.value++;
  });
  const seek = (seconds: number) => {
    if (element.current) element.current.currentTime = Math.max(0, Math.min(seconds, clock.playable.peek()));
  };
  useEffect(() => {
    page.seeker.value = seek;
    const stop = clock.time.subscribe((time) => {
      page.playhead.value = time;
    });
    return () => {
      stop();
      page.seeker.value = null;
    };
  }, [page, clock]);

  const toggle = () => {
    const video = element.current;
    if (!video) return;
    // Browsers may refuse to play; the button then still says that it is paused.
    if (video.paused) video.play().catch(() => {});
    else video.pause();
  };
  const mute = () => {
    if (element.current) element.current.muted = !element.current.muted;
  };
  const fill = () => {
    // Where it is refused, the picture stays as large as it is.
    if (document.fullscreenElement) void document.exitFullscreen();
    else stage.current?.requestFullscreen().catch(() => {});
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isForm(event.target)) return;
    const target = event.key.startsWith('Arrow')
      ? scrubbedBy(event.key, clock.time.peek(), clock.playable.peek())
      : null;
    const { caption } = stream.value;
    if (event.key === ' ' || event.key === 'k') toggle();
    else if (event.key === 'm') mute();
    else if (event.key === 'f') fill();
    else if (event.key === 'c') stream.value.chooseCaption(caption.peek() === OFF ? 0 : OFF);
    else if (target !== null) seek(target);
    else return;
    event.preventDefault();
  };

  return (
    <section class="player" ref={stage} aria-label="Player" onKeyDown={onKeyDown}>
      <div class="stage">
        {/* biome-ignore lint/a11y/useMediaCaption: hls.js adds the tracks that the stream has. */}
        <video
          ref={element}
          playsInline
          preload="auto"
          poster={addresses.value?.poster ?? undefined}
          onClick={toggle}
          tabIndex={-1}
        />
        {clock.isWaiting.value && <p class="stage-note">Waiting for more of the video…</p>}
      </div>
      {stream.value.trouble.value !== null && (
        <p class="player-trouble" role="alert">
          {stream.value.trouble}{' '}
          <button
            type="button"
            onClick={() => {
              onRetry();
              openings.value++;
            }}
          >
            Try again
          </button>
        </p>
      )}
      <ScrubBar clock={clock} duration={Math.max(duration, clock.playable.value)} pictures={pictures} onSeek={seek} />
      <PlayerBar stream={stream.value} {...{ clock, duration, toggle, mute, fill }} />
    </section>
  );
}

/** Tells when a change of the video has come to its end: the stream has other renditions then. */
function useRevisionEnd(page: PageState, told: () => void): void {
  useEffect(() => {
    let before = page.followed.job.peek()?.revision?.state;
    return page.followed.job.subscribe((job) => {
      const now = job?.revision?.state;
      if (before !== undefined && before !== 'completed' && now === 'completed') told();
      before = now;
    });
  }, [page]);
}

/** Keys mean something there already. */
function isForm(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && ['SELECT', 'INPUT', 'BUTTON'].includes(target.tagName);
}
