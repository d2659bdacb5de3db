import { Random } from './random.ts';

/** What is done to a worker process: `drain` is SIGTERM, `freeze` SIGSTOP and later SIGCONT. */
const WORKER_FAULTS = ['kill', 'drain', 'freeze'] as const;
/** What is done to a server: kill -9, and a start on the same port and data. */
const SERVER_FAULTS = ['temporal', 's3'] as const;
/** What the proxy between the workers and S3 does to requests. */
export const PROXY_FAULTS = ['error', 'late-error', 'slow', 'cut-request', 'cut-answer', 'lost'] as const;
export const FAULT_KINDS = [...WORKER_FAULTS, ...SERVER_FAULTS, ...PROXY_FAULTS] as const;

export type FaultKind = (typeof FAULT_KINDS)[number];
export type ProxyFaultKind = (typeof PROXY_FAULTS)[number];

/** One thing that goes wrong, and when it is mended. Times are in milliseconds from the start of the schedule. */
export interface Fault {
  readonly kind: FaultKind;
  /** A worker's name, `temporal`, `s3` or `proxy`: each has one fault at a time. */
  readonly target: string;
  readonly atMs: number;
  /** From then until it is mended; a server takes a while longer to start. */
  readonly forMs: number;
  /** Of requests that the proxy lets fail, 0 to 1; 1 for all else. */
  readonly share: number;
}

export interface ScheduleInput {
  readonly seed: number;
  readonly durationMs: number;
  /** Names such as `transcode-1`: the part before the dash is the kind. */
  readonly workers: readonly string[];
}

/** The shortest run in which every kind of fault has its place. */
export const SHORTEST_MS = 30_000;
/** The last fault is mended by this part of the time: what is left shows whether the jobs get over it. */
const MENDED_BY = 0.8;
const FIRST_MS = 2_000;
/** Beyond one of each kind, a fault starts this often. */
const EVERY_MS = 7_000;
/** Between two faults of the same target. */
const REST_MS = 500;
/** A server that was killed needs this long to come up. */
const SERVER_START_MS = 6_000;

/** How long each lasts, in milliseconds; in short runs at most the part that is named of all the time for faults. */
const LENGTHS: Readonly<Record<FaultKind, { least: number; most: number; part: number }>> = {
  kill: { least: 300, most: 6_000, part: 0.15 },
  drain: { least: 300, most: 6_000, part: 0.15 },
  // Some are longer than a heartbeat may be late, so that a chunk is given to somebody else and its first owner wakes up.
  freeze: { least: 1_000, most: 16_000, part: 0.4 },
  temporal: { least: 300, most: 8_000, part: 0.1 },
  s3: { least: 300, most: 12_000, part: 0.1 },
  error: { least: 1_000, most: 12_000, part: 0.08 },
  'late-error': { least: 1_000, most: 8_000, part: 0.08 },
  slow: { least: 1_000, most: 15_000, part: 0.08 },
  'cut-request': { least: 1_000, most: 10_000, part: 0.08 },
  'cut-answer': { least: 1_000, most: 10_000, part: 0.08 },
  lost: { least: 1_000, most: 20_000, part: 0.08 },
};

export const isWorkerFault = (kind: FaultKind) => (WORKER_FAULTS as readonly string[]).includes(kind);
const isServerFault = (kind: FaultKind) => (SERVER_FAULTS as readonly string[]).includes(kind);

export function isProxyFault(kind: FaultKind): kind is ProxyFaultKind {
  return (PROXY_FAULTS as readonly string[]).includes(kind);
}

/**
 * What goes wrong, in order of time: the same for the same input. Every kind appears, no target has two at once, and all
 * are mended well before the end.
 *
 * @throws RangeError for less time than {@link SHORTEST_MS}, or no workers
 */
export function makeSchedule({ seed, durationMs, workers }: ScheduleInput): Fault[] {
  if (durationMs < SHORTEST_MS) throw new RangeError(`${SHORTEST_MS} ms are needed for every kind of fault`);
  const random = new Random(seed);
  const until = durationMs * MENDED_BY;
  const usable = until - FIRST_MS;
  const extra = Math.max(0, Math.floor(usable / EVERY_MS) - FAULT_KINDS.length);
  const kinds = random.shuffled([
    ...FAULT_KINDS.map((kind) => ({ kind, vital: true })),
    // Workers die more often than servers do.
    ...Array.from({ length: extra }, () => {
      const kind = random.pick([...FAULT_KINDS, ...WORKER_FAULTS, ...WORKER_FAULTS]);
      return { kind, vital: false };
    }),
  ]);
  const step = usable / kinds.length;
  const wishes = kinds.map(({ kind, vital }, i) => ({
    vital,
    fault: {
      kind,
      target: targetOf(kind, random, vital && kind === 'kill' ? encoders(workers) : workers),
      atMs: Math.round(FIRST_MS + (i + random.next() * 0.5) * step),
      forMs: lengthOf(kind, random, usable),
      share: shareOf(kind, random),
    },
  }));
  const faults: Fault[] = [];
  // One of each kind finds its place first; what has no room any more is a second one.
  for (const { fault } of wishes.filter(({ vital }) => vital)) {
    const others = faults.filter(({ target }) => target === fault.target).map(endOf);
    const placed = [fault.atMs, ...others, FIRST_MS].map((atMs) => fitted({ ...fault, atMs }, faults, until));
    faults.push(...placed.filter((found) => found !== null).slice(0, 1));
  }
  for (const { fault } of wishes.filter(({ vital }) => !vital)) {
    const found = fitted(fault, faults, until);
    if (found) faults.push(found);
  }
  return faults.sort((one, other) => one.atMs - other.atMs);
}

/** The fault, shortened to what room there is; `null` when there is too little. */
function fitted(fault: Fault, faults: readonly Fault[], until: number): Fault | null {
  const others = faults.filter(({ target }) => target === fault.target);
  if (others.some((other) => other.atMs <= fault.atMs && fault.atMs < endOf(other))) return null;
  const next = Math.min(until, ...others.filter(({ atMs }) => atMs > fault.atMs).map(({ atMs }) => atMs - REST_MS));
  const room = Math.floor(next - fault.atMs - setUpMs(fault.kind));
  if (room < LENGTHS[fault.kind].least) return null;
  return { ...fault, forMs: Math.min(fault.forMs, room) };
}

/** From when on its target may be given the next. */
function endOf({ kind, atMs, forMs }: Fault): number {
  return atMs + forMs + setUpMs(kind) + REST_MS;
}

function setUpMs(kind: FaultKind): number {
  return isServerFault(kind) ? SERVER_START_MS : 0;
}

function lengthOf(kind: FaultKind, random: Random, usable: number): number {
  const { least, most, part } = LENGTHS[kind];
  return random.between(least, Math.max(least, Math.min(most, Math.floor(usable * part))));
}

/** Those whose loss costs something; all when there are none. */
function encoders(workers: readonly string[]): readonly string[] {
  const found = workers.filter((name) => name.startsWith('transcode'));
  return found.length > 0 ? found : workers;
}

function targetOf(kind: FaultKind, random: Random, workers: readonly string[]): string {
  if (isServerFault(kind)) return kind;
  return isWorkerFault(kind) ? random.pick(workers) : 'proxy';
}

/** A network that is lost is so for all; of the rest some requests fail, so that a client's own retry may help or not. */
function shareOf(kind: FaultKind, random: Random): number {
  return isProxyFault(kind) && kind !== 'lost' ? random.between(3, 10) / 10 : 1;
}
