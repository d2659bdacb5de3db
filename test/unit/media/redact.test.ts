import { describe, expect, it } from 'vitest';
import { redactLine } from '../../../services/media/redact.ts';

const dir = '/tmp/fanout-scratch/task-4f2a';

describe('a line of a tool, as a user sees it', () => {
  it.each([
    ['the source proxy, whose address is a key', 'http://127.0.0.1:40123/00ffab12: End of file', 'SOURCE: End of file'],
    ['a file in the scratch folder', `Could not write ${dir}/0123.mp4: No space`, 'Could not write 0123.mp4: No space'],
    ['the scratch folder itself', `cannot open ${dir}`, 'cannot open .'],
    ['a password in an address', 'https://joe:hunter2@example.com/a.mp4', 'https://…@example.com/a.mp4'],
    ['a name alone', 'rtmp://joe@example.com/live', 'rtmp://…@example.com/live'],
    [
      'a signed address',
      "'https://b.s3.amazonaws.com/k?X-Amz-Signature=00ff&X-Amz-Credential=AKIA' failed",
      "'https://b.s3.amazonaws.com/k?…' failed",
    ],
    ['a header', 'Authorization: Bearer eyJhbGciOi.J9', 'Authorization: …'],
    ['a signature outside of an address', 'X-Amz-Security-Token=FwoGZX//', 'X-Amz-Security-Token=…'],
    ['settings', 'MINIO_SECRET_KEY=minio123, region=eu', 'MINIO_SECRET_KEY=…, region=eu'],
    ['an AWS key', 'denied for AKIAIOSFODNN7EXAMPLE.', 'denied for ….'],
    ['all of it at once', `${dir}/x http://127.0.0.1:1/ab ftp://a:b@c/d?e=f`, 'x SOURCE ftp://…@c/d?…'],
    ['nothing to hide', '[h264 @ 0x5581] error while decoding MB 12 4, bytestream -7', null],
    ['the pointer and the question of a filter', "Unrecognized option 'x?'. Error: 3:4 @ 5", null],
    ['another path', 'No such file: /usr/lib/libcuda.so.1', null],
  ])('%s', (_what, line, shown) => {
    expect(redactLine(line, dir)).toBe(shown ?? line);
  });

  it('is cut where it is long, after what is secret in it is gone', () => {
    const long = redactLine(`${'x'.repeat(480)} password=${'s'.repeat(600)}`, dir);
    expect(long).toHaveLength(491);
    expect(long.endsWith(' password=…')).toBe(true);
    expect(redactLine('y'.repeat(600), dir)).toHaveLength(500);
  });

  it('is not changed by where everything lies', () => {
    expect(redactLine('/usr/bin/x', '/')).toBe('/usr/bin/x');
  });
});
