import { effect, signal } from '@preact/signals';

const NAME = 'fanout-theme';
const THEMES = ['system', 'light', 'dark'] as const;
type Theme = (typeof THEMES)[number];

const kept = localStorage.getItem(NAME);
const name = signal<Theme>(THEMES.find((theme) => theme === kept) ?? 'system');

effect(() => {
  if (name.value === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = name.value;
});

/** Light, dark, or as the system is. */
export const theme = {
  name,
  next(): void {
    name.value = THEMES[(THEMES.indexOf(name.value) + 1) % THEMES.length] ?? 'system';
    localStorage.setItem(NAME, name.value);
  },
};
