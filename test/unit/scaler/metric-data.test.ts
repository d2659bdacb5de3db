import { expect, it } from 'vitest';
import { metricData } from '../../../services/scaler/aws/metric-data.ts';
import { tasksOf } from '../../../services/scaler/aws/services.ts';
import { counted, type ObservedQueue, withServices } from '../../../services/scaler/observe.ts';

const at = new Date('2026-11-26T00:00:00Z');
const queue: ObservedQueue = { backlog: 0, ageSeconds: 0, inFlight: 0, tasks: 0, busy: 0, slots: null };

/** Values by metric. */
const valuesOf = (seen: Partial<ObservedQueue>, recommended: number) =>
  Object.fromEntries(
    metricData([{ name: 'transcode', seen: { ...queue, ...seen }, recommended }], at).map((one) => [
      one.MetricName,
      one.Value,
    ]),
  );
const ordered = (count: number, running = count) => ({ ordered: count, running, pending: count - running });

it.each<[string, Partial<ObservedQueue>, number, Record<string, number>]>([
  [
    'nothing to do, and nobody there',
    { service: ordered(0) },
    0,
    { WorkPerTask: 0, RunningTasks: 0, OrderedTasks: 0, RecommendedTasks: 0, MissingTasks: 0 },
  ],
  [
    'work that waits for the first task',
    { backlog: 12, ageSeconds: 3.5, service: ordered(0) },
    6,
    { Backlog: 12, BacklogAgeSeconds: 3.5, WorkPerTask: 12, OrderedTasks: 0, RecommendedTasks: 6, MissingTasks: 6 },
  ],
  [
    'tasks that are still starting, which are not missing',
    { backlog: 12, service: ordered(6, 0) },
    6,
    { WorkPerTask: 2, RunningTasks: 0, OrderedTasks: 6, RecommendedTasks: 6, MissingTasks: 0 },
  ],
  [
    'too many',
    { inFlight: 3, tasks: 6, service: ordered(6) },
    2,
    { InFlight: 3, WorkPerTask: 0.5, RunningTasks: 6, OrderedTasks: 6, RecommendedTasks: 2, MissingTasks: -4 },
  ],
])('figures of %s', (_what, seen, recommended, expected) => {
  expect(valuesOf(seen, recommended)).toMatchObject(expected);
});

it('are eight for each queue, by its name, to the second', () => {
  const seen = { ...queue, backlog: 1, service: ordered(1) };
  const figures = metricData(
    [
      { name: 'workflow', seen, recommended: 1 },
      { name: 'transcodeCpu', seen, recommended: 1 },
    ],
    at,
  );
  expect(figures.map(({ MetricName, Unit }) => `${MetricName} ${Unit}`).slice(0, 8)).toEqual([
    'Backlog Count',
    'BacklogAgeSeconds Seconds',
    'InFlight Count',
    'WorkPerTask None',
    'RunningTasks Count',
    'RecommendedTasks Count',
    'OrderedTasks Count',
    'MissingTasks Count',
  ]);
  expect(figures.map(({ Dimensions }) => Dimensions?.[0]?.Value)).toEqual([
    ...Array.from({ length: 8 }, () => 'video-tasks'),
    ...Array.from({ length: 8 }, () => 'transcode-cpu-queue'),
  ]);
  for (const figure of figures)
    expect(figure).toMatchObject({ Timestamp: at, StorageResolution: 1, Dimensions: [{ Name: 'TaskQueue' }] });
});

it('are by workers, and say nothing of what is missing, where no service is known', () => {
  expect(valuesOf({ backlog: 6, tasks: 3 }, 4)).toEqual({
    Backlog: 6,
    BacklogAgeSeconds: 0,
    InFlight: 0,
    WorkPerTask: 2,
    RunningTasks: 3,
    RecommendedTasks: 4,
  });
});

it('services that are not there, or on their way out, have no tasks', () => {
  const fleet = {
    cluster: 'fanout',
    services: new Map([
      ['workflow', 'a'],
      ['metadata', 'b'],
      ['transcode', 'c'],
    ] as const),
  };
  const told = [
    { serviceName: 'a', status: 'ACTIVE', desiredCount: 3, runningCount: 1, pendingCount: 2 },
    { serviceName: 'b', status: 'INACTIVE', desiredCount: 0 },
  ];
  const tasks = tasksOf(fleet, told);
  expect([...tasks]).toEqual([['workflow', { ordered: 3, running: 1, pending: 2 }]]);
  const seen = withServices({ workflow: queue, metadata: queue, transcode: queue, transcodeCpu: queue }, tasks);
  expect(seen).toEqual({ workflow: { ...queue, service: ordered(3, 1) } });
  expect(counted({ ...queue, service: ordered(3, 1) }).tasks).toBe(3);
});
