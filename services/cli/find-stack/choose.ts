import { FanoutError } from '../../core/index.ts';
import { storeConfigFromEnv } from '../../store/index.ts';
import { temporalConfigFromEnv } from '../../temporal/index.ts';
import type { StackLook } from './look.ts';
import { s3Trouble } from './s3-trouble.ts';
import { placeOf, type Stack } from './stack.ts';

/** What was found where the environment names nothing. */
export interface Found {
  /** The folder of this clone. */
  readonly root: string;
  /** What `fanout up` has started here, and whether all of it runs; `null` when nothing does. */
  readonly up: { readonly stack: Stack; readonly whole: boolean } | null;
  readonly compose: { readonly stack: Stack; readonly look: StackLook };
}

const WAYS =
  'Start one with "npx fanout up" or with "docker compose up", or name one with TEMPORAL_ADDRESS, MINIO_ENDPOINT, MINIO_ACCESS_KEY and MINIO_SECRET_KEY.';

/**
 * Which stack commands talk to: the one of `fanout up`, else one of compose that is ready. One of `fanout up` of which a
 * part is gone, which its supervisor may be starting again, comes after that.
 * @throws FanoutError STACK_UNREACHABLE that says what was looked at, and what to do
 */
export function chooseStack({ root, up, compose }: Found): Stack {
  if (up?.whole) return up.stack;
  if (isReady(compose.look)) return compose.stack;
  if (up) return up.stack;
  throw noStack(root, compose);
}

/** Whether it can be worked with. */
export function isReady({ temporal, s3 }: StackLook): boolean {
  return temporal === 'answers' && s3.state === 'ready';
}

/** Whether anything is there at all. */
export function isPartly({ temporal, s3 }: StackLook): boolean {
  return temporal !== 'silent' || s3.state !== 'silent';
}

function noStack(root: string, { stack, look }: Found['compose']): FanoutError {
  const temporal = `Temporal at ${temporalConfigFromEnv(stack.env).address}`;
  const s3 = `S3 at ${placeOf(storeConfigFromEnv(stack.env))}`;
  const lookedAt = [
    `"fanout up" in ${root}: it does not run`,
    `compose: ${temporal} ${TEMPORAL_WORDS[look.temporal]}, ${s3} ${S3_WORDS[look.s3.state]}`,
  ];
  // Of something that is there, what is wrong with it is said first: another's servers may have the ports as well.
  if (look.temporal === 'answers' && look.s3.state === 'refuses-keys') {
    const { message, cause, todo } = s3Trouble(stack, look.s3);
    return new FanoutError('STACK_UNREACHABLE', message, lookedAt, { hint: `${cause} ${todo}` });
  }
  const message = isPartly(look)
    ? `No stack is ready: ${temporal} ${TEMPORAL_WORDS[look.temporal]}, ${s3} ${S3_WORDS[look.s3.state]}.`
    : 'No stack is running here.';
  const wait = 'If it has just been started, wait until "docker compose ps" calls it healthy. ';
  return new FanoutError('STACK_UNREACHABLE', message, lookedAt, {
    hint: isPartly(look) ? `${wait}Else: ${WAYS}` : WAYS,
  });
}

const TEMPORAL_WORDS: Readonly<Record<StackLook['temporal'], string>> = {
  answers: 'answers',
  silent: 'is not there',
  'not-yet': 'listens and does not answer yet',
};

const S3_WORDS: Readonly<Record<StackLook['s3']['state'], string>> = {
  ready: 'answers',
  silent: 'is not there',
  'no-bucket': 'has no bucket "encoded"',
  'refuses-keys': 'does not take the keys',
  failing: 'answers with errors',
};
