import { signal } from '@preact/signals';
import { ago } from './ago.ts';

const EVERY_MS = 10_000;
const now = signal(Date.now());
setInterval(() => {
  now.value = Date.now();
}, EVERY_MS);

/** How long ago something was; the moment itself where one points at it. @param at ISO 8601 */
export function Moment({ at }: { readonly at: string }) {
  const date = new Date(at);
  return (
    <time dateTime={at} title={date.toLocaleString()}>
      {ago(now.value - date.getTime())}
    </time>
  );
}
