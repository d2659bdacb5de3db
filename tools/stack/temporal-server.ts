import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readyNamespace } from '../../services/temporal/index.ts';
import { type Asker, buildWithGo, download, type FoundProgram, findInstalled, notFound } from './find-program.ts';
import { freePorts, isFree } from './ports.ts';
import { TEMPORAL_CLI, TEMPORAL_SERVER } from './programs.ts';
import { startServer } from './server-process.ts';
import { DYNAMIC_CONFIG, dynamicConfigFile, type ServerPorts, serverConfig } from './temporal-config.ts';

export interface StartTemporal {
  readonly dataDir: string;
  readonly logDir: string;
  readonly port: number;
  /** Where the UI that is inside the CLI listens; `null` without it. */
  readonly uiPort: number | null;
  readonly namespace: string;
  readonly onSpawn: (pid: number) => Promise<void>;
  readonly signal?: AbortSignal;
}

/** The CLI where it is or can be had, since it needs no build; else the server from Go. */
export async function findTemporal(asker: Asker): Promise<FoundProgram> {
  const found =
    (await findInstalled(TEMPORAL_CLI)) ??
    (await findInstalled(TEMPORAL_SERVER)) ??
    (await download(TEMPORAL_CLI, asker)) ??
    (await buildWithGo(TEMPORAL_SERVER, asker));
  if (!found) throw notFound([TEMPORAL_CLI, TEMPORAL_SERVER]);
  return found;
}

/** Starts Temporal. @returns its process id */
export async function startTemporal(found: FoundProgram, options: StartTemporal): Promise<number> {
  await mkdir(options.dataDir, { recursive: true });
  const args = found.program === TEMPORAL_CLI ? cliArgs(options) : await serverArgs(options);
  const isHealthy = () => readyNamespace({ address: `127.0.0.1:${options.port}`, namespace: options.namespace });
  return startServer(
    { name: 'temporal', path: found.path, args, logDir: options.logDir, isHealthy, onSpawn: options.onSpawn },
    options.signal,
  );
}

async function serverArgs({ dataDir, port }: StartTemporal): Promise<string[]> {
  const config = join(dataDir, 'temporal.yaml');
  await writeFile(config, serverConfig(dataDir, { ...(await internalPorts(dataDir, port)), frontend: port }));
  await writeFile(join(dataDir, 'dynamic.yaml'), dynamicConfigFile());
  return ['--config-file', config, '--allow-no-auth', 'start'];
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
async function internalPorts(dataDir: string, frontend: number): Promise<Omit<ServerPorts, 'frontend'>> {
  const path = join(dataDir, 'ports.json');
  const text = await readFile(path, 'utf8').catch(() => '{}');
  const before = JSON.parse(text) as Partial<ServerPorts>;
  const fresh = await freePorts(INTERNAL_PORTS.length, [frontend, ...Object.values(before)]);
  const entries = INTERNAL_PORTS.map(async (name, i) => {
    const known = before[name];
    return [
      name,
      known !== undefined && known !== frontend && (await isFree(known)) ? known : (fresh[i] ?? 0),
    ] as const;
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
