import { join } from 'node:path';
import { type StartOptions, seconds } from './options.ts';
import { retryingPorts } from './ports.ts';
import type { StateFile } from './state.ts';
import { isStillThere } from './still-there.ts';
import { findUi, startUi, uiAnswers } from './temporal-ui.ts';

/** A UI for a Temporal that has none inside; `null` when it cannot be had, which is no reason to go without the rest. */
export async function localUi(options: StartOptions, file: StateFile, temporalAddress: string): Promise<string | null> {
  const { dataDir, onStep } = options;
  const { ui: known } = file.state;
  const answers = (url: string) =>
    uiAnswers(url).then(
      () => true,
      () => false,
    );
  const isThere =
    known &&
    (known.pid === null ? await answers(known.url) : await isStillThere(dataDir, known.pid, () => answers(known.url)));
  if (isThere) return known.url;
  try {
    const found = await findUi(options);
    if (!found) return null;
    return await retryingPorts(options, async (pick) => {
      const started = Date.now();
      const port = await pick('Temporal UI', (ports) => ports.ui);
      const url = `http://127.0.0.1:${port}`;
      await startUi(found, {
        ...options,
        dataDir: join(dataDir, 'temporal'),
        port,
        temporalAddress,
        onSpawn: (pid) => file.update({ ui: { url, pid } }),
      });
      onStep(`Temporal UI: ${url} (${seconds(started)})`);
      return url;
    });
  } catch (error) {
    options.signal?.throwIfAborted();
    await file.update({ ui: null });
    onStep(`Temporal UI: ${error instanceof Error ? error.message : error} Going on without it.`);
    return null;
  }
}
