import { type Signal, useSignal } from '@preact/signals';
import type { RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { Stream } from '../player/stream.ts';

interface SideProps {
  readonly element: RefObject<HTMLVideoElement | null>;
  readonly url: string;
  readonly startAt: number;
  /** Name of the rendition. */
  readonly chosen: Signal<string>;
  readonly side: string;
}

/** One of two pictures, and the choice of its rendition. */
export function Side({ element, url, startAt, chosen, side }: SideProps) {
  const stream = useSignal<Stream | null>(null);
  const at = useRef(startAt);
  const only = chosen.value;
  useEffect(() => {
    const video = element.current;
    if (!video) return;
    // A paused element goes on showing the rendition that it had: it is opened anew, where it was.
    const opened = new Stream();
    stream.value = opened;
    void opened.open(video, { url, startAt: at.current, only });
    return () => opened.close();
  }, [element, url, only, stream]);

  const choices = stream.value?.choices.value ?? [];
  return (
    <figure class="compare-side" data-side={side}>
      <video ref={element} muted playsInline preload="auto" tabIndex={-1} aria-label={`${side}: ${chosen.value}`} />
      <figcaption>
        <label>
          <span class="visually-hidden">{side} rendition</span>
          <select
            value={chosen.value}
            onChange={(event) => {
              at.current = element.current?.currentTime ?? startAt;
              chosen.value = event.currentTarget.value;
            }}
          >
            {choices.map(({ name, label }) => (
              <option key={name} value={name}>
                {label}
              </option>
            ))}
          </select>
        </label>
        {stream.value && stream.value.trouble.value !== null && <span class="trouble">{stream.value.trouble}</span>}
      </figcaption>
    </figure>
  );
}
