import { setTimeout as sleep } from 'node:timers/promises';
import { DeleteMessageCommand, type Message, ReceiveMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { Logger } from 'pino';

export interface QueueParts {
  readonly sqs: Pick<SQSClient, 'send'>;
  readonly queueUrl: string;
  /** @returns whether the message is done with */
  readonly handle: (body: string) => Promise<boolean>;
  /**
   * Asked after a message that could not be done with, before others are taken: an outage is not to use up their tries.
   * @throws what stands in the way
   */
  readonly isReady: () => Promise<void>;
  readonly logger: Logger;
  readonly pauseMs?: typeof PAUSE_MS;
}

/** As many as SQS hands out at once; so many are in hand at most. */
const BATCH = 10;
/** How long SQS waits for a message, at most; what comes meanwhile it hands out at once. */
const WAIT_SECONDS = 20;
const PAUSE_MS = { first: 1_000, longest: 30_000 };

/**
 * Takes messages out of a queue until it is told to stop, then finishes those that it has. One that is not done with stays in
 * the queue, which hands it out again after its visibility timeout, and after some times to its dead-letter queue.
 */
export async function consume(parts: QueueParts, signal: AbortSignal): Promise<void> {
  const { logger, pauseMs = PAUSE_MS } = parts;
  let pause = 0;
  let isWell = true;
  while (!signal.aborted) {
    try {
      if (!isWell) await parts.isReady();
      const messages = await receive(parts, signal);
      if (pause > 0) logger.info('Uploads are submitted again');
      pause = 0;
      const done = await Promise.all(messages.map((message) => handleOne(parts, message)));
      isWell = done.every(Boolean);
    } catch (error) {
      if (signal.aborted) return;
      if (pause === 0)
        logger.error(
          { err: error },
          'Uploads wait: their queue cannot be read, or Temporal does not answer; it is tried until they do',
        );
      pause = Math.min(pauseMs.longest, pause === 0 ? pauseMs.first : 2 * pause);
      // Told to stop meanwhile: the loop ends.
      await sleep(pause, undefined, { signal }).catch(() => {});
    }
  }
}

async function receive({ sqs, queueUrl }: QueueParts, signal: AbortSignal): Promise<readonly Message[]> {
  const command = new ReceiveMessageCommand({
    QueueUrl: queueUrl,
    MaxNumberOfMessages: BATCH,
    WaitTimeSeconds: WAIT_SECONDS,
  });
  const { Messages = [] } = await sqs.send(command, { abortSignal: signal });
  return Messages;
}

async function handleOne({ sqs, queueUrl, handle, logger }: QueueParts, message: Message): Promise<boolean> {
  if (!(await handle(message.Body ?? ''))) return false;
  try {
    await sqs.send(new DeleteMessageCommand({ QueueUrl: queueUrl, ReceiptHandle: message.ReceiptHandle }));
  } catch (error) {
    logger.warn({ err: error }, 'A message of the queue of uploads could not be removed: it will come again');
  }
  return true;
}
