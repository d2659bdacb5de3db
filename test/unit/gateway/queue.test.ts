import { DeleteMessageCommand, ReceiveMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import pino from 'pino';
import { expect, it } from 'vitest';
import { consume } from '../../../services/gateway/upload-events/queue.ts';

const QUEUE_URL = 'https://sqs.eu-west-1.amazonaws.com/111122223333/fanout-uploads';
const pauseMs = { first: 1, longest: 4 };

/** A stub that stands for SQS: hands out these batches, throws those that are errors, and then waits until it is left. */
function stubSqs(batches: (readonly string[] | Error)[]) {
  const removed: string[] = [];
  const asked: unknown[] = [];
  const send = async (command: unknown, options?: { readonly abortSignal?: AbortSignal }) => {
    if (command instanceof DeleteMessageCommand) {
      removed.push(command.input.ReceiptHandle ?? '');
      return {};
    }
    if (!(command instanceof ReceiveMessageCommand)) throw new Error('asked for something else');
    asked.push(command.input);
    const next = batches.shift();
    if (next instanceof Error) throw next;
    if (next) return { Messages: next.map((body) => ({ Body: body, ReceiptHandle: `handle of ${body}` })) };
    return new Promise((_resolve, reject) => {
      options?.abortSignal?.addEventListener('abort', () => reject(new Error('Request aborted')));
    });
  };
  return { sqs: { send } as unknown as SQSClient, removed, asked };
}

function listening() {
  const lines: string[] = [];
  const logger = pino({}, { write: (line: string) => lines.push((JSON.parse(line) as { msg: string }).msg) });
  return { lines, logger };
}

const isReady = async () => {};

it('removes what is done with, and leaves what is not', async () => {
  const { sqs, removed, asked } = stubSqs([['a', 'b'], [], ['c']]);
  const { logger, lines } = listening();
  const leaving = new AbortController();
  const handle = async (body: string) => {
    if (body === 'c') leaving.abort();
    return body !== 'b';
  };
  await consume({ sqs, queueUrl: QUEUE_URL, handle, isReady, logger, pauseMs }, leaving.signal);
  expect(removed).toEqual(['handle of a', 'handle of c']);
  expect(asked[0]).toEqual({ QueueUrl: QUEUE_URL, MaxNumberOfMessages: 10, WaitTimeSeconds: 20 });
  expect(lines).toEqual([]);
});

it('ends at once while it waits, and finishes what it has in hand', async () => {
  const { sqs, removed } = stubSqs([['slow']]);
  const { logger } = listening();
  const leaving = new AbortController();
  let finish = () => {};
  const running = consume(
    {
      sqs,
      queueUrl: QUEUE_URL,
      handle: () =>
        new Promise<boolean>((resolve) => {
          finish = () => resolve(true);
        }),
      isReady,
      logger,
      pauseMs,
    },
    leaving.signal,
  );
  await new Promise((resolve) => setTimeout(resolve, 20));
  leaving.abort();
  finish();
  await running;
  expect(removed).toEqual(['handle of slow']);

  const waiting = new AbortController();
  const idle = consume(
    { ...stubSqs([]), queueUrl: QUEUE_URL, handle: async () => true, isReady, logger },
    waiting.signal,
  );
  waiting.abort();
  await idle;
});

it('says once that a queue cannot be read, and once that it can again', async () => {
  const no = () => Object.assign(new Error('Access to the resource is denied.'), { name: 'AccessDenied' });
  const { sqs, removed } = stubSqs([no(), no(), no(), ['a']]);
  const { logger, lines } = listening();
  const leaving = new AbortController();
  const handle = async () => {
    leaving.abort();
    return true;
  };
  await consume({ sqs, queueUrl: QUEUE_URL, handle, isReady, logger, pauseMs }, leaving.signal);
  expect(removed).toEqual(['handle of a']);
  expect(lines).toEqual([
    'Uploads wait: their queue cannot be read, or Temporal does not answer; it is tried until they do',
    'Uploads are submitted again',
  ]);
});

it('takes nothing more while what failed would fail again', async () => {
  const { sqs, removed, asked } = stubSqs([['a'], ['b']]);
  const { logger, lines } = listening();
  const leaving = new AbortController();
  let away = 3;
  const handle = async (body: string) => {
    if (body === 'b') leaving.abort();
    return body === 'b';
  };
  const notYet = async () => {
    expect(asked).toHaveLength(1);
    if (away-- > 0) throw new Error('away');
  };
  await consume({ sqs, queueUrl: QUEUE_URL, handle, isReady: notYet, logger, pauseMs }, leaving.signal);
  expect(removed).toEqual(['handle of b']);
  expect(asked).toHaveLength(2);
  expect(lines).toEqual([
    'Uploads wait: their queue cannot be read, or Temporal does not answer; it is tried until they do',
    'Uploads are submitted again',
  ]);
});
