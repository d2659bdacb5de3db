import type { ComponentChildren } from 'preact';
import type { AnswerOf } from '../../client/index.ts';
import { RUNG_NAMES, VIDEO_CODECS } from '../../core/index.ts';
import { TroubleNote } from '../ui/TroubleNote.tsx';
import { codecName } from '../ui/words.ts';
import { EstimateView } from './EstimateView.tsx';
import type { NewVideos } from './videos.ts';
import type { Wish } from './wish.ts';

interface WishFormProps {
  readonly videos: NewVideos;
  readonly profiles: AnswerOf<'listProfiles'>['profiles'];
  readonly isOperator: boolean;
}

const OUTPUTS = [
  ['hls', 'HLS'],
  ['dash', 'DASH'],
  ['mp4', 'MP4 files'],
  ['audio', 'audio files'],
] as const;

/** What is to be made. */
export function WishForm({ videos, profiles, isOperator }: WishFormProps) {
  const wish = videos.wish.value;
  const change = (part: Partial<Wish>) => {
    videos.wish.value = { ...videos.wish.value, ...part };
  };
  const chosen = profiles.find(({ name }) => name === wish.profile);
  const { problem } = videos.wished.value;
  return (
    <form
      class="panel wish"
      onSubmit={(event) => {
        event.preventDefault();
        videos.start();
      }}
    >
      <label class="field">
        <span>Profile</span>
        <select value={wish.profile} onChange={({ currentTarget }) => change({ profile: currentTarget.value })}>
          {profiles.map(({ name }) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </select>
        {chosen && <span class="quiet">{chosen.description}</span>}
      </label>
      <Choices
        legend="Rungs; as the profile says when none is chosen"
        names={RUNG_NAMES.map((name) => [name, name] as const)}
        chosen={wish.ladder}
        onChange={(ladder) => change({ ladder })}
      />
      <Choices
        legend="Codecs"
        names={VIDEO_CODECS.map((codec) => [codec, codecName(codec)] as const)}
        chosen={wish.codecs}
        onChange={(codecs) => change({ codecs })}
      />
      <Choices legend="Outputs" names={OUTPUTS} chosen={wish.outputs} onChange={(outputs) => change({ outputs })} />
      <details>
        <summary>More</summary>
        <div class="more">
          <label class="field">
            <span>Clip from, in seconds</span>
            <input
              inputMode="decimal"
              value={wish.clipStart}
              onInput={({ currentTarget }) => change({ clipStart: currentTarget.value })}
            />
          </label>
          <label class="field">
            <span>to</span>
            <input
              inputMode="decimal"
              value={wish.clipEnd}
              onInput={({ currentTarget }) => change({ clipEnd: currentTarget.value })}
            />
          </label>
          {isOperator && (
            <label class="field">
              <span>Tenant</span>
              <input value={wish.tenant} onInput={({ currentTarget }) => change({ tenant: currentTarget.value })} />
            </label>
          )}
          <label class="field wide">
            <span>Further settings, as JSON</span>
            <textarea
              rows={4}
              spellcheck={false}
              placeholder={'{ "audio": { "loudness": -16 }, "webhook": "https://…" }'}
              value={wish.more}
              onInput={({ currentTarget }) => change({ more: currentTarget.value })}
            />
          </label>
        </div>
      </details>
      {problem !== null && <p class="problem">{problem}</p>}
      <EstimateView estimates={videos.estimates} />
      {videos.trouble.value && <TroubleNote trouble={videos.trouble.value} />}
      <StartButton videos={videos} isPossible={problem === null} />
    </form>
  );
}

interface ChoicesProps {
  readonly legend: ComponentChildren;
  readonly names: readonly (readonly [value: string, name: string])[];
  readonly chosen: readonly string[];
  readonly onChange: (chosen: readonly string[]) => void;
}

function Choices({ legend, names, chosen, onChange }: ChoicesProps) {
  return (
    <fieldset class="group">
      <legend>{legend}</legend>
      {names.map(([value, name]) => (
        <label key={value}>
          <input
            type="checkbox"
            checked={chosen.includes(value)}
            onInput={({ currentTarget }) =>
              onChange(currentTarget.checked ? [...chosen, value] : chosen.filter((one) => one !== value))
            }
          />
          {name}
        </label>
      ))}
    </fieldset>
  );
}

function StartButton({ videos, isPossible }: { readonly videos: NewVideos; readonly isPossible: boolean }) {
  const sources = videos.sources.value;
  const starting = videos.starting.value;
  const areReady = sources.every(({ source }) => source.value !== null);
  if (starting === 'when-uploaded') {
    return (
      <p class="start">
        <output>It starts when everything is uploaded.</output>
        <button type="button" onClick={() => videos.wait()}>
          Not yet
        </button>
      </p>
    );
  }
  return (
    <p class="start">
      <button type="submit" class="primary" disabled={!isPossible || sources.length === 0 || starting !== 'no'}>
        {areReady ? 'Start' : 'Start when uploaded'}
      </button>
      {sources.length === 0 && <span class="quiet">when there is a video</span>}
    </p>
  );
}
