import { realpath } from 'node:fs/promises';
import { readState } from '../../tools/stack/state.ts';

/** What a local server can be told from outside. */
export type ServerSignal = 'SIGKILL' | 'SIGSTOP' | 'SIGCONT';

/** Sends a signal to a local server of a data folder and to all that it started. `LocalServers.revive` starts a killed one again. */
export async function signalServer(dataDir: string, name: 'temporal' | 's3', signal: ServerSignal): Promise<void> {
  const pid = (await readState(await realpath(dataDir)))[name]?.pid;
  if (pid === undefined) throw new Error(`no ${name} is known in ${dataDir}`);
  process.kill(-pid, signal);
}
