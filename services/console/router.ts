import { signal } from '@preact/signals';

/** The page that is shown. */
export const path = signal(location.pathname);

export function go(to: string): void {
  if (to === location.pathname) return;
  history.pushState(null, '', to);
  path.value = to;
  scrollTo(0, 0);
  // Whoever does not see that the page is another one is brought to its beginning.
  document.querySelector<HTMLElement>('#main')?.focus({ preventScroll: true });
}

const OWN = /^\/(?:|new|fleet|keys|jobs\/[a-z0-9-]+)$/;

addEventListener('popstate', () => {
  path.value = location.pathname;
});

addEventListener('click', (event) => {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey)
    return;
  const link = event.target instanceof Element ? event.target.closest('a') : null;
  if (link?.target !== '' || link.origin !== location.origin || !OWN.test(link.pathname) || link.hash !== '') return;
  event.preventDefault();
  go(link.pathname);
});
