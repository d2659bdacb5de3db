const two = (n: number) => String(n).padStart(2, '0');

/** `0:07`, `12:05`, `1:02:03`. @param seconds rounded down to whole ones */
export function clock(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}

/** The same with a tenth, where chunks are shorter than seconds. */
export function exactClock(seconds: number): string {
  const tenths = Math.max(0, Math.round(seconds * 10));
  return `${clock(tenths / 10)}.${tenths % 10}`;
}

/** `840 ms`, `12.3 s`, `4 min 05 s`, `1 h 02 min`. */
export function span(seconds: number): string {
  if (seconds < 1) return `${Math.round(seconds * 1000)} ms`;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${two(whole % 60)} s`;
  return `${Math.floor(whole / 3600)} h ${two(Math.floor(whole / 60) % 60)} min`;
}

/** Bits per second: `640 kbit/s`, `4.2 Mbit/s`. */
export function bitrate(bits: number): string {
  return bits < 1_000_000 ? `${Math.round(bits / 1000)} kbit/s` : `${(bits / 1e6).toFixed(bits < 1e7 ? 2 : 1)} Mbit/s`;
}

const UNITS = ['bytes', 'kB', 'MB', 'GB', 'TB'];

/** `640 bytes`, `1.2 MB`; thousands, not 1024s. */
export function size(bytes: number): string {
  const step = Math.min(UNITS.length - 1, bytes < 1000 ? 0 : Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1000 ** step;
  return `${step === 0 ? value : value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0)} ${UNITS[step]}`;
}
