import { expect, it } from 'vitest';
import { whileOpen } from '../../../services/temporal/work-gate.ts';

it('serves as often as the gate opens, and not while it is closed', async () => {
  const events: string[] = [];
  let closings = 0;
  const gate = {
    isOpen: true,
    opened: async (signal: AbortSignal) => {
      signal.throwIfAborted();
      events.push('opened');
    },
    closed: async () => void closings++,
  };
  await whileOpen(gate, async (closed) => {
    await closed;
    events.push('served');
    if (closings === 2) process.emit('SIGUSR2');
  });
  expect(events).toEqual(['opened', 'served', 'opened', 'served']);
});

it('leaves while it waits, and takes nothing else for that', async () => {
  const waiting = {
    isOpen: false,
    opened: (signal: AbortSignal) =>
      new Promise<void>((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason));
        process.emit('SIGUSR2');
      }),
    closed: async () => {},
  };
  await whileOpen(waiting, () => Promise.reject(new Error('there is nothing to serve')));
  const broken = { ...waiting, opened: () => Promise.reject(new Error('broken')) };
  await expect(whileOpen(broken, async () => {})).rejects.toThrow('broken');
});

it('serves once where there is no gate', async () => {
  let served = 0;
  await whileOpen(undefined, async () => void served++);
  expect(served).toBe(1);
});
