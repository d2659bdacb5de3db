import { afterEach, describe, expect, it, vi } from 'vitest';
import { jsonLine, out } from '../../../services/cli/output.ts';
import { ProgressView } from '../../../services/cli/progress-view.ts';
import { describeJob } from '../../../services/cli/summary.ts';
import { bareStatus, FanoutError, type JobStatus, videoId } from '../../../services/core/index.ts';

const EVIL = 'a\x1b[2J\nerror INTERNAL: b\x9b';
const SHOWN = 'a\\x1b[2J\\nerror INTERNAL: b\\x9b';

/** Takes down what is written to a stream. */
function recorded(stream: NodeJS.WriteStream): string[] {
  const written: string[] = [];
  vi.spyOn(stream, 'write').mockImplementation((text) => {
    written.push(String(text));
    return true;
  });
  return written;
}

afterEach(() => {
  vi.restoreAllMocks();
});

describe('what is printed', () => {
  it('has no control character of others in it, and our own lines stay lines', () => {
    const [results, said] = [recorded(process.stdout), recorded(process.stderr)];
    out.result(EVIL);
    out.result(['one', EVIL]);
    out.say(EVIL);
    expect(results.join('')).toBe(`${SHOWN}\none\n${SHOWN}\n`);
    expect(said.join('')).toBe(`${SHOWN}\n`);
  });

  it('is safe in every part of an error', () => {
    const said = recorded(process.stderr);
    out.error(new FanoutError('SOURCE_NOT_FOUND', EVIL, [EVIL], { hint: EVIL }));
    expect(said.join('')).toBe(
      `error SOURCE_NOT_FOUND: ${SHOWN}\n  ${SHOWN}\n  → ${SHOWN} (docs/errors.md#source_not_found)\n`,
    );
  });

  it('is JSON that means the same, without a control character', () => {
    expect(JSON.parse(jsonLine({ name: EVIL }))).toEqual({ name: EVIL });
    expect(jsonLine({ name: EVIL })).not.toMatch(/\p{Cc}/u);
  });

  it('is a job, a line for each thing', () => {
    const results = recorded(process.stdout);
    const why = { degraded: [{ what: 'captions', why: EVIL }], skipped: [] };
    out.result(describeJob({ ...bareStatus(videoId('film'), 'completed'), ...why }));
    expect(results.join('')).toBe(`film  completed\ndegraded    captions: ${SHOWN}\noutput      s3://encoded/film\n`);
  });

  it('is progress, of which only the cursor is moved', () => {
    const written: string[] = [];
    const stream = { isTTY: true, write: (text: string) => written.push(text) } as unknown as NodeJS.WriteStream;
    const bare = bareStatus(videoId('film'), 'running');
    const rungs = [{ name: EVIL, lane: 'h264', framesDone: 1, frames: 2, pixels: 1 }];
    const status: JobStatus = { ...bare, progress: { ...bare.progress, rungs } };
    new ProgressView(stream).show(status);
    expect(written.join('')).toContain(SHOWN);
    expect(written.join('').replaceAll('\x1b[2K', '')).not.toMatch(/[^\P{Cc}\n]/u);
  });
});
