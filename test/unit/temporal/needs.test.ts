import pino from 'pino';
import { expect, it } from 'vitest';
import { FanoutError } from '../../../services/core/index.ts';
import { untilMet } from '../../../services/temporal/needs.ts';

const pauseMs = { first: 1, longest: 4 };

function listener() {
  const lines: { level: number; msg: string; hint?: string }[] = [];
  const logger = pino({ level: 'warn' }, { write: (line: string) => void lines.push(JSON.parse(line)) });
  const troubles: (string | null)[] = [];
  return { lines, troubles, options: { logger, trouble: (why: string | null) => void troubles.push(why), pauseMs } };
}

it('waits for what is missing, says so each time, and is well afterwards', async () => {
  const { lines, troubles, options } = listener();
  let tries = 0;
  const order: string[] = [];
  const s3 = async () => {
    order.push('s3');
    if (++tries < 4) throw new FanoutError('STORAGE_DENIED', 'S3 refused to head bucket encoded: no.');
  };
  const disk = async () => order.push('disk');
  await untilMet([s3, disk], { ...options, signal: new AbortController().signal });
  expect(order).toEqual(['s3', 's3', 's3', 's3', 'disk']);
  expect(lines.map(({ msg }) => msg)).toEqual([
    'S3 refused to head bucket encoded: no. Trying again in 0.001 s.',
    'S3 refused to head bucket encoded: no. Trying again in 0.002 s.',
    'S3 refused to head bucket encoded: no. Trying again in 0.004 s.',
  ]);
  expect(lines[0]?.hint).toContain('MINIO_SECRET_KEY');
  expect(troubles).toEqual([...Array(3).fill('S3 refused to head bucket encoded: no.'), null]);
});

it('ends when it is told to', async () => {
  const { options } = listener();
  const leaving = new AbortController();
  const never = async () => {
    leaving.abort();
    throw new FanoutError('STACK_UNREACHABLE', 'Temporal does not answer.');
  };
  await expect(untilMet([never], { ...options, signal: leaving.signal })).rejects.toMatchObject({ name: 'AbortError' });
});
