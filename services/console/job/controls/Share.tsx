import { useSignal } from '@preact/signals';
import type { Playback } from '../../../api/index.ts';
import type { Account } from '../page-state.ts';
import { curlLine } from './curl.ts';

interface ShareProps {
  readonly id: string;
  readonly account: Account;
  readonly addresses: Playback | null;
}

/** Takes the video, or what asks for it, elsewhere. */
export function Share({ id, account, addresses }: ShareProps) {
  const said = useSignal('');
  const copy = async (what: string, text: string) => {
    try {
      await navigator.clipboard.writeText(text);
      said.value = `${what} is copied.`;
    } catch {
      // Not every browser lets a page do so: then it is there to be copied by hand.
      said.value = text;
    }
  };
  return (
    <div class="share">
      {addresses && (
        <>
          <a class="button" href={addresses.watch} target="_blank" rel="noreferrer">
            Open the watch page
          </a>
          <button type="button" onClick={() => void copy('The playback link', addresses.hls)}>
            Copy playback link
          </button>
        </>
      )}
      <button
        type="button"
        onClick={() => void copy('The curl line', curlLine(location.origin, id, account.keyId !== null))}
      >
        Copy curl line
      </button>
      <output class="quiet">{said}</output>
    </div>
  );
}
