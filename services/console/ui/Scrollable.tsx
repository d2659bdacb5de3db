import type { ComponentChildren } from 'preact';

interface ScrollableProps {
  /** What is in it, for those who get there by keys. */
  readonly label: string;
  readonly children: ComponentChildren;
}

/** What may be wider than there is room for: it scrolls by itself, by keys as well. */
export function Scrollable({ label, children }: ScrollableProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys.
    <section class="scroll-x" aria-label={label} tabIndex={0}>
      {children}
    </section>
  );
}
