import { type FanoutError, helpFor, printable } from '../core/index.ts';

type Lines = string | readonly string[];

/**
 * Standard output belongs to results (one JSON object with `--json`); everything said on the way goes to standard error.
 * A string is one line, whatever is in it: names and messages from outside can neither steer a terminal nor look like a
 * line of ours.
 */
export const out = {
  result: (lines: Lines) => write(process.stdout, lines),
  json: (value: unknown) => process.stdout.write(`${jsonLine(value)}\n`),
  say: (lines: Lines) => write(process.stderr, lines),
  error(error: FanoutError) {
    const { code, message, hint, details = [] } = error.toReport();
    this.say([`error ${code}: ${message}`, ...details.map((line) => `  ${line}`), `  → ${hint} (${helpFor(code)})`]);
  },
};

function write(stream: NodeJS.WriteStream, lines: Lines): void {
  const all = typeof lines === 'string' ? [lines] : lines;
  stream.write(all.map((line) => `${printable(line)}\n`).join(''));
}

/** JSON escapes most control characters by itself, and leaves those above ASCII, of which a terminal heeds some. */
export function jsonLine(value: unknown): string {
  return JSON.stringify(value).replace(/\p{Cc}/gu, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
