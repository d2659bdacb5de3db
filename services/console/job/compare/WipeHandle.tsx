import type { Signal } from '@preact/signals';

/** Moves the border between the two pictures. */
export function WipeHandle({ border }: { readonly border: Signal<number> }) {
  return (
    <>
      <div class="wipe-line" aria-hidden="true" />
      <input
        class="wipe-input"
        type="range"
        min={0}
        max={100}
        step={0.5}
        value={border.value}
        aria-label="Border between the two pictures, percent from the left"
        onInput={(event) => {
          border.value = Number(event.currentTarget.value);
        }}
      />
    </>
  );
}
