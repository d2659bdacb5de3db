import { expect, it } from 'vitest';
import { allowedControls } from '../../../../services/console/job/controls/allowed.ts';

const RUNNING = ['priority', 'cancel'];

it.each([
  ['queued', 'submit', ['pause', ...RUNNING]],
  ['running', 'submit', ['pause', ...RUNNING]],
  ['paused', 'submit', ['resume', ...RUNNING]],
  ['completed', 'submit', ['revise']],
  ['failed', 'submit', ['retry']],
  ['cancelled', 'submit', []],
  ['running', 'admin', ['pause', ...RUNNING]],
  ['completed', 'admin', ['revise', 'delete']],
  ['failed', 'admin', ['retry', 'delete']],
  ['cancelled', 'admin', ['delete']],
  ['running', 'read', []],
  ['failed', 'read', []],
] as const)('a %s job lets a key of scope %s do %j', (state, scope, controls) => {
  expect(allowedControls({ state }, scope)).toEqual(controls);
});

it.each([
  ['failed', ['retry', 'revise']],
  ['cancelled', ['retry', 'revise']],
  ['completed', ['revise']],
] as const)('a complete video whose change is %s gives room for %j', (state, controls) => {
  const revision = { what: 'add', renditions: ['480p'], state } as const;
  expect(allowedControls({ state: 'completed', revision }, 'submit')).toEqual(controls);
});
