import type { ReadonlySignal } from '@preact/signals';
import type { LogEntry } from '../state/log.ts';

/** What happened while one was looking, the newest first. */
export function EventLog({ log }: { readonly log: ReadonlySignal<readonly LogEntry[]> }) {
  return (
    <section class="panel event-log">
      <h2>What happened</h2>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be scrolled by keys. */}
      <ol aria-live="polite" aria-relevant="additions" tabIndex={0} aria-label="What happened, the newest first">
        {log.value.map(({ id, at, text, weight }) => (
          <li key={id} data-weight={weight}>
            <time dateTime={new Date(at).toISOString()}>{new Date(at).toLocaleTimeString()}</time>
            <span>{text}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}
