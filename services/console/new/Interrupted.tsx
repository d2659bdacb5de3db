import type { FanoutClient } from '../../client/index.ts';
import { size } from '../ui/format.ts';
import { queue } from './upload/queue.ts';

/** Uploads that were begun before the page was loaded: their files have to be shown to the browser again. */
export function Interrupted({ client }: { readonly client: FanoutClient }) {
  const all = queue.interrupted.value;
  if (all.length === 0) return null;
  return (
    <section class="panel interrupted">
      <h2>Not finished</h2>
      <p class="quiet">Choose or drop the same file again, and it goes on where it was.</p>
      <ul>
        {all.map((kept) => (
          <li key={kept.uploadId}>
            <bdi>{kept.name}</bdi> <span class="quiet">{size(kept.bytes)}</span>
            <button
              type="button"
              class="plain"
              aria-label={`Give up ${kept.name}`}
              onClick={() => void queue.giveUp(client, kept)}
            >
              Give up
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
