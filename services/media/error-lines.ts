import type { Readable } from 'node:stream';
import { redactLine } from './redact.ts';

const LAST_LINES = 30;
const KEPT_LINES = 100;

/**
 * Lines that match, a hundred at most, then the last thirty of the others; fit to be shown.
 * @param dir where the tool works
 */
export async function errorLines(stream: Readable, dir: string, keep?: RegExp): Promise<string[]> {
  const kept: string[] = [];
  const lines: string[] = [];
  const redact = (line: string) => redactLine(line, dir);
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
