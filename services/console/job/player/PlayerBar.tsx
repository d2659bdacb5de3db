import { clock as written } from '../../ui/format.ts';
import { AUTO, OFF, type Stream } from './stream.ts';
import type { VideoClock } from './video-clock.ts';

interface PlayerBarProps {
  readonly stream: Stream;
  readonly clock: VideoClock;
  readonly duration: number;
  readonly toggle: () => void;
  readonly mute: () => void;
  readonly fill: () => void;
}

/** The buttons below the picture. */
export function PlayerBar({ stream, clock, duration, toggle, mute, fill }: PlayerBarProps) {
  const shown = stream.choices.value.find(({ level }) => level === stream.shown.value);
  return (
    <div class="player-bar">
      <button type="button" class="player-play" onClick={toggle}>
        {clock.isPaused.value ? '▶ Play' : '❚❚ Pause'}
      </button>
      <span class="player-time">
        {written(clock.time.value)} / {written(duration)}
      </span>
      <button type="button" aria-pressed={clock.isMuted.value} onClick={mute}>
        {clock.isMuted.value ? 'Muted' : 'Mute'}
      </button>
      <label class="player-choice">
        <span>Rendition</span>
        <select value={stream.chosen.value} onChange={(event) => stream.choose(Number(event.currentTarget.value))}>
          <option value={AUTO}>Auto{shown && stream.chosen.value === AUTO ? ` (${shown.label})` : ''}</option>
          {stream.choices.value.map(({ level, label, detail }) => (
            <option key={level} value={level} title={detail}>
              {label}
            </option>
          ))}
        </select>
      </label>
      {stream.captions.value.length > 0 && (
        <label class="player-choice">
          <span>Captions</span>
          <select
            value={stream.caption.value}
            onChange={(event) => stream.chooseCaption(Number(event.currentTarget.value))}
          >
            <option value={OFF}>Off</option>
            {stream.captions.value.map((name, index) => (
              <option key={`${index} ${name}`} value={index}>
                {name}
              </option>
            ))}
          </select>
        </label>
      )}
      <button type="button" onClick={fill}>
        Full screen
      </button>
      <output class="visually-hidden">{shown ? `${shown.label} is on show.` : ''}</output>
    </div>
  );
}
