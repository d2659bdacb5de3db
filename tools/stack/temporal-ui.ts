import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Asker, buildWithGo, type FoundProgram, findInstalled } from './find-program.ts';
import { TEMPORAL_UI } from './programs.ts';
import { startServer } from './server-process.ts';
import { uiConfig } from './temporal-config.ts';

export interface StartUi {
  readonly dataDir: string;
  readonly logDir: string;
  readonly port: number;
  readonly temporalAddress: string;
  readonly onSpawn: (pid: number) => Promise<void>;
  readonly signal?: AbortSignal;
}

/** The UI that is a program of its own; `null` when it is not here and there is no Go to build it. */
export async function findUi(asker: Asker): Promise<FoundProgram | null> {
  const found = (await findInstalled(TEMPORAL_UI)) ?? (await buildWithGo(TEMPORAL_UI, asker));
  if (!found) asker.onStep(`${TEMPORAL_UI.label}: not here and no Go to build it; going on without it`);
  return found;
}

/** Starts the UI; it answers before Temporal does. @returns its process id */
export async function startUi(found: FoundProgram, options: StartUi): Promise<number> {
  const root = join(options.dataDir, 'ui');
  await mkdir(join(root, 'config'), { recursive: true });
  await writeFile(join(root, 'config', 'local.yaml'), uiConfig(options.temporalAddress, options.port));
  return startServer(
    {
      name: 'temporal-ui',
      path: found.path,
      args: ['--root', root, '--config', 'config', '--env', 'local', 'start'],
      logDir: options.logDir,
      onSpawn: options.onSpawn,
      isHealthy: () => uiAnswers(`http://127.0.0.1:${options.port}`),
    },
    options.signal,
  );
}

/** Rejects unless a web page is there. The UI inside the CLI has no health route. */
export async function uiAnswers(url: string): Promise<void> {
  const response = await fetch(url, { signal: AbortSignal.timeout(2_000) });
  await response.body?.cancel();
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
}
