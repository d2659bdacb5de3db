import type { Readable } from 'node:stream';

const LAST_LINES = 30;
const KEPT_LINES = 100;

/** Lines that match, a hundred at most, then the last thirty of the others; without the source's address. */
export async function errorLines(stream: Readable, keep?: RegExp): Promise<string[]> {
  const kept: string[] = [];
  const lines: string[] = [];
  let rest = '';
  for await (const chunk of stream) {
    const parts = (rest + String(chunk)).split('\n');
    rest = (parts.pop() ?? '').slice(-2_000);
    for (const line of parts.filter((text) => text.trim() !== '').map(redact)) {
      (kept.length < KEPT_LINES && keep?.test(line) ? kept : lines).push(line);
    }
    lines.splice(0, lines.length - LAST_LINES);
  }
  return [...kept, ...lines, ...(rest.trim() === '' ? [] : [redact(rest)])];
}

/** The proxy's address is a capability while the job runs, and noise afterwards. */
function redact(line: string): string {
  return line.replaceAll(/http:\/\/127\.0\.0\.1:\d+\/[0-9a-f]+/g, 'SOURCE').slice(0, 500);
}
