import { setImmediate as turn } from 'node:timers/promises';
import { beforeEach, expect, it } from 'vitest';
import { bareStatus, type VideoId, videoId } from '../../../../services/core/index.ts';
import { Looks } from '../../../../services/gateway/live/index.ts';
import type { JobLook } from '../../../../services/temporal/index.ts';

const ID = videoId('a');

let now: number;
let asked: VideoId[];
let answer: () => Promise<JobLook>;
let looks: Looks;
beforeEach(() => {
  now = 0;
  asked = [];
  answer = async () => look();
  looks = new Looks(
    (id) => {
      asked.push(id);
      return answer();
    },
    () => now,
  );
});

function look(isOver = false): JobLook {
  return { status: bareStatus(ID, 'running'), grid: null, tenant: null, isOver };
}

it('asks once for all that want to know within half a second', async () => {
  const [first, second] = await Promise.all([looks.at(ID), looks.next(ID)]);
  now = 499;
  expect(await looks.at(ID)).toBe(first);
  expect(second).toBe(first);
  expect(asked).toEqual([ID]);
});

it('answers with what is a little older, and asks behind that', async () => {
  const first = await looks.at(ID);
  now = 900;
  expect(await looks.at(ID)).toBe(first);
  expect(asked).toHaveLength(1);
  now = 1_400;
  expect(await looks.at(ID)).toBe(first);
  await turn();
  const second = await looks.at(ID);
  expect(second).not.toBe(first);
  expect(asked).toHaveLength(2);
});

it('answers with nothing that is older, nor where only what is new will do', async () => {
  const first = await looks.at(ID);
  now = 1_500;
  const second = await looks.at(ID);
  expect(second).not.toBe(first);
  now = 2_100;
  const third = await looks.next(ID);
  expect(third).not.toBe(second);
  expect(await looks.fresh(ID)).not.toBe(third);
});

it('gives nobody what was before something was done', async () => {
  await looks.at(ID);
  const done = looks.fresh(ID);
  const other = looks.at(ID);
  expect(await other).toBe(await done);
});

it('asks seldom about what is over, and forgets what was removed', async () => {
  answer = async () => look(true);
  await looks.at(ID);
  now = 4_900;
  await looks.at(ID);
  expect(asked).toHaveLength(1);
  looks.forget(ID);
  await looks.at(ID);
  expect(asked).toHaveLength(2);
});

it('keeps no trouble, and tells it', async () => {
  const first = await looks.at(ID);
  now = 1_100;
  answer = () => Promise.reject(new Error('away'));
  expect(await looks.at(ID)).toBe(first);
  await turn();
  await expect(looks.at(ID)).rejects.toThrow('away');
});

it('has one question under way, and gives its answer to all, however long it takes', async () => {
  const answers: ((look: JobLook) => void)[] = [];
  answer = () => new Promise((resolve) => answers.push(resolve));
  const first = looks.next(ID);
  await turn();
  now = 800;
  const second = looks.at(ID);
  now = 5_000;
  const third = looks.next(ID);
  answers[0]?.(look());
  expect(await second).toBe(await first);
  expect(await third).toBe(await first);
  expect(asked).toHaveLength(1);
});

it('does not take for new what was asked before something was done', async () => {
  const answers: ((look: JobLook) => void)[] = [];
  answer = () => new Promise((resolve) => answers.push(resolve));
  const before = looks.next(ID);
  const after = looks.fresh(ID);
  await turn();
  answers[1]?.(look());
  answers[0]?.(look());
  await Promise.all([before, after]);
  expect(await looks.at(ID)).toBe(await after);
});
