import {
  ActivityCancellationType,
  ActivityFailure,
  type ActivityOptions,
  CancellationScope,
  isCancellation,
  log,
  proxyActivities,
  sleep,
  TimeoutFailure,
} from '@temporalio/workflow';
import { type EncoderOffer, FanoutError, QUEUES, type TranscodeActivities } from '../core/index.ts';
import { fromFailure } from '../temporal/failures/index.ts';
import { priorityAhead } from './activities.ts';
import { together } from './together.ts';

/** Where a job's pictures and sounds are encoded, and with what. */
export interface EncodingHome {
  /** `transcode-queue` or `transcode-cpu-queue`. */
  readonly queue: string;
  readonly offer: EncoderOffer;
}

/** In milliseconds. */
export interface EncoderPatience {
  /** Until somebody of the queue that is asked first should have answered: an instance with a graphics card may have to start. */
  readonly answerMs: number;
  /** Without anything finished for this long, it is asked whether there are any cards left. */
  readonly silenceMs: number;
}

const PATIENCE: EncoderPatience = { answerMs: 10 * 60_000, silenceMs: 15 * 60_000 };

const OFFER_OPTIONS: ActivityOptions = {
  startToCloseTimeout: '30 seconds',
  cancellationType: ActivityCancellationType.TRY_CANCEL,
};

/** Asks where a job can be encoded. */
export function findHome(patience = PATIENCE): Promise<EncodingHome> {
  return preferring(QUEUES.transcode, QUEUES.transcodeCpu, patience);
}

/**
 * Where the work goes on, by processors, when graphics cards have let it down; `null` where they are not to blame.
 * @param home where it was until now
 */
export async function homeWithoutCards(
  home: EncodingHome | undefined,
  thrown: unknown,
  patience = PATIENCE,
): Promise<EncodingHome | null> {
  const failure = fromFailure(thrown);
  if (!home?.offer.nvenc.length || !failure?.code.startsWith('GPU_')) return null;
  log.warn('Graphics cards fail; processors take over', { code: failure.code, why: failure.message });
  const { queue, offer } = await preferring(QUEUES.transcodeCpu, QUEUES.transcode, patience);
  return { queue, offer: { ...offer, nvenc: [] } };
}

/**
 * Runs work on graphics cards and looks on: a chunk that waits for a card would wait for ever when there are none left. Not
 * for work that is one long piece: there is silence in it, and a card that is busy does not answer.
 * @param done grows with everything that gets finished
 * @throws FanoutError GPU_UNAVAILABLE when nothing gets finished and no card answers
 */
export async function watchingCards(done: () => number, work: () => Promise<void>, patience = PATIENCE): Promise<void> {
  const watch = new CancellationScope();
  await together(async (join) => {
    join(() => work().finally(() => watch.cancel()));
    join(async () => {
      try {
        await watch.run(() => watchCards(done, patience));
      } catch (error) {
        // The work has ended, or is cancelled itself.
        if (!isCancellation(error)) throw error;
      }
    });
  });
}

async function watchCards(done: () => number, { answerMs, silenceMs }: EncoderPatience): Promise<void> {
  for (let before = -1; ; ) {
    const now = done();
    const silent = now === before;
    const home = silent ? await answerWithin(QUEUES.transcode, answerMs) : null;
    if (silent && !home?.offer.nvenc.length) {
      throw new FanoutError('GPU_UNAVAILABLE', 'The graphics cards that were to encode this are gone.');
    }
    before = now;
    await sleep(silenceMs);
  }
}

/** The queue that is preferred, if somebody there answers in time; else whichever answers first, however long it takes. */
async function preferring(preferred: string, other: string, { answerMs }: EncoderPatience): Promise<EncodingHome> {
  const home = await answerWithin(preferred, answerMs);
  if (home) return home;
  log.info(`Nobody answers on ${preferred}; ${other} is asked as well`);
  const scope = new CancellationScope();
  try {
    return await scope.run(() => Promise.race([ask(preferred), ask(other)]));
  } finally {
    scope.cancel();
  }
}

/** `null` when nobody answers in time. */
async function answerWithin(queue: string, ms: number): Promise<EncodingHome | null> {
  try {
    return await ask(queue, ms);
  } catch (error) {
    const cause = error instanceof ActivityFailure ? error.cause : null;
    if (cause instanceof TimeoutFailure && cause.timeoutType === 'SCHEDULE_TO_START') return null;
    throw error;
  }
}

async function ask(queue: string, withinMs?: number): Promise<EncodingHome> {
  const { offerEncoder } = proxyActivities<Pick<TranscodeActivities, 'offerEncoder'>>({
    ...OFFER_OPTIONS,
    // Ahead of the chunks of its like: it takes no time, and the plan hangs on it. Urgent chunks do not wait for a crowd of them.
    priority: { priorityKey: priorityAhead() },
    taskQueue: queue,
    ...(withinMs === undefined ? {} : { scheduleToStartTimeout: withinMs }),
  });
  return { queue, offer: await offerEncoder() };
}
