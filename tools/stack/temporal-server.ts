import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildWithGo, download, type FoundProgram, findInstalled, notFound } from './find-program.ts';
import { freePorts, isFree } from './ports.ts';
import { TEMPORAL_CLI, TEMPORAL_SERVER, TEMPORAL_UI } from './programs.ts';
import { startServer } from './server-process.ts';
import { readyNamespace } from './temporal-client.ts';
import { DYNAMIC_CONFIG, dynamicConfigFile, type ServerPorts, serverConfig, uiConfig } from './temporal-config.ts';

export interface StartTemporal {
  readonly dataDir: string;
  readonly logDir: string;
  readonly port: number;
  readonly uiPort: number | null;
  readonly namespace: string;
  readonly onStep: (line: string) => void;
  readonly signal?: AbortSignal;
}

/** The CLI where it is or can be had, since it needs no build; else the server from Go. */
export async function findTemporal(onStep: (line: string) => void): Promise<FoundProgram> {
  const found =
    (await findInstalled(TEMPORAL_CLI)) ??
    (await findInstalled(TEMPORAL_SERVER)) ??
    (await download(TEMPORAL_CLI, onStep)) ??
    (await buildWithGo(TEMPORAL_SERVER, onStep));
  if (!found) throw notFound([TEMPORAL_CLI, TEMPORAL_SERVER]);
  return found;
}

/** Starts Temporal. @returns process ids; the UI has one of its own only when the server is not the CLI */
export async function startTemporal(options: StartTemporal): Promise<{ pid: number; uiPid: number | null }> {
  const found = await findTemporal(options.onStep);
  await mkdir(options.dataDir, { recursive: true });
  const isHealthy = () => readyNamespace(`127.0.0.1:${options.port}`, options.namespace);
  const base = { name: 'temporal', path: found.path, logDir: options.logDir, isHealthy };
  if (found.program === TEMPORAL_CLI) {
    const pid = await startServer({ ...base, args: cliArgs(options) }, options.signal);
    return { pid, uiPid: null };
  }
  const config = join(options.dataDir, 'temporal.yaml');
  const internal = await internalPorts(options.dataDir);
  await writeFile(config, serverConfig(options.dataDir, { ...internal, frontend: options.port }));
  await writeFile(join(options.dataDir, 'dynamic.yaml'), dynamicConfigFile());
  const args = ['--config-file', config, '--allow-no-auth', 'start'];
  const [pid, uiPid] = await Promise.all([
    startServer({ ...base, args }, options.signal),
    options.uiPort === null ? null : startUi(options, options.uiPort),
  ]);
  return { pid, uiPid };
}

const INTERNAL_PORTS = [
  'history',
  'matching',
  'worker',
  'http',
  'frontendMembership',
  'historyMembership',
  'matchingMembership',
  'workerMembership',
] as const;

/**
 * The same ports at every start on the same data, where they are free. The database remembers the addresses of the
 * server's parts for a while: after a quick restart on other ports they look for each other at the old ones for 40 s.
 */
async function internalPorts(dataDir: string): Promise<Omit<ServerPorts, 'frontend'>> {
  const path = join(dataDir, 'ports.json');
  const text = await readFile(path, 'utf8').catch(() => '{}');
  const before = JSON.parse(text) as Partial<ServerPorts>;
  const fresh = await freePorts(INTERNAL_PORTS.length);
  const entries = INTERNAL_PORTS.map(async (name, i) => {
    const known = before[name];
    return [name, known !== undefined && (await isFree(known)) ? known : (fresh[i] ?? 0)] as const;
  });
  const ports = Object.fromEntries(await Promise.all(entries)) as Omit<ServerPorts, 'frontend'>;
  await writeFile(path, JSON.stringify(ports));
  return ports;
}

function cliArgs({ port, uiPort, dataDir, namespace }: StartTemporal): string[] {
  return [
    ...['server', 'start-dev', '--ip', '127.0.0.1', '--port', String(port), '--namespace', namespace],
    ...(uiPort === null ? ['--headless'] : ['--ui-ip', '127.0.0.1', '--ui-port', String(uiPort)]),
    ...['--db-filename', join(dataDir, 'temporal-cli.db'), '--log-level', 'warn'],
    ...Object.entries(DYNAMIC_CONFIG).flatMap(([key, value]) => [
      '--dynamic-config-value',
      `${key}=${JSON.stringify(value)}`,
    ]),
  ];
}

/** The UI is a help, not a need: where it cannot be had, the stack runs without it. */
async function startUi(options: StartTemporal, port: number): Promise<number | null> {
  const found = (await findInstalled(TEMPORAL_UI)) ?? (await buildWithGo(TEMPORAL_UI, options.onStep));
  if (!found) {
    options.onStep('Temporal UI: not here and no Go to build it; going on without it');
    return null;
  }
  const root = join(options.dataDir, 'ui');
  await mkdir(join(root, 'config'), { recursive: true });
  await writeFile(join(root, 'config', 'local.yaml'), uiConfig(`127.0.0.1:${options.port}`, port));
  return startServer(
    {
      name: 'temporal-ui',
      path: found.path,
      args: ['--root', root, '--config', 'config', '--env', 'local', 'start'],
      logDir: options.logDir,
      isHealthy: async () => {
        const response = await fetch(`http://127.0.0.1:${port}/healthz`);
        if (!response.ok) throw new Error(`HTTP ${response.status}`);
      },
    },
    options.signal,
  );
}
