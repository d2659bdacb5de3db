import { join } from 'node:path';

export interface ServerPorts {
  readonly frontend: number;
  readonly history: number;
  readonly matching: number;
  readonly worker: number;
  readonly frontendMembership: number;
  readonly historyMembership: number;
  readonly matchingMembership: number;
  readonly workerMembership: number;
  readonly http: number;
}

/**
 * Configuration of `temporal-server` for one machine: all four services in one process on loopback, one SQLite file.
 * JSON is YAML, so it needs no library to write.
 */
export function serverConfig(dataDir: string, ports: ServerPorts): string {
  const sqlite = {
    sql: {
      pluginName: 'sqlite',
      databaseName: join(dataDir, 'temporal.db'),
      connectAddr: 'localhost',
      connectProtocol: 'tcp',
      connectAttributes: {
        cache: 'private',
        setup: 'true',
        journal_mode: 'wal',
        synchronous: '2',
        busy_timeout: '10000',
      },
      maxConns: 1,
      maxIdleConns: 1,
    },
  };
  const service = (grpcPort: number, membershipPort: number, extra = {}) => ({
    rpc: { grpcPort, membershipPort, bindOnLocalHost: true, ...extra },
  });
  const frontend = `127.0.0.1:${ports.frontend}`;
  return JSON.stringify(
    {
      log: { stdout: true, level: 'warn' },
      persistence: {
        defaultStore: 'sqlite',
        visibilityStore: 'sqlite',
        numHistoryShards: 1,
        datastores: { sqlite },
      },
      global: { membership: { maxJoinDuration: '30s', broadcastAddress: '127.0.0.1' } },
      services: {
        frontend: service(ports.frontend, ports.frontendMembership, { httpPort: ports.http }),
        history: service(ports.history, ports.historyMembership),
        matching: service(ports.matching, ports.matchingMembership),
        worker: service(ports.worker, ports.workerMembership),
      },
      clusterMetadata: {
        enableGlobalNamespace: false,
        failoverVersionIncrement: 10,
        masterClusterName: 'active',
        currentClusterName: 'active',
        clusterInformation: {
          active: { enabled: true, initialFailoverVersion: 1, rpcName: 'frontend', rpcAddress: frontend },
        },
      },
      dcRedirectionPolicy: { policy: 'noop' },
      publicClient: { hostPort: frontend },
      dynamicConfigClient: { filepath: join(dataDir, 'dynamic.yaml'), pollInterval: '60s' },
    },
    null,
    2,
  );
}

/**
 * One partition per queue, so that tasks start in the order in which they came; timers fire when they are due, which on
 * one machine costs nothing; lists of jobs for more than a few people who look at once (the server's own limit is 10 a second).
 */
export const DYNAMIC_CONFIG: Readonly<Record<string, boolean | number | string>> = {
  'matching.enableFairness': true,
  'matching.numTaskqueueReadPartitions': 1,
  'matching.numTaskqueueWritePartitions': 1,
  'history.timerProcessorMaxTimeShift': '10ms',
  // A deleted job is gone at once, and not when the server has next written down how far it is.
  'history.transferProcessorEnsureCloseBeforeDelete': false,
  'frontend.namespaceRPS.visibility': 50,
  // How soon a namespace that was just made takes jobs.
  'system.namespaceCacheRefreshInterval': '500ms',
};

/** The same as the server's dynamic config file. */
export function dynamicConfigFile(): string {
  return JSON.stringify(
    Object.fromEntries(Object.entries(DYNAMIC_CONFIG).map(([key, value]) => [key, [{ value }]])),
    null,
    2,
  );
}

export function uiConfig(temporalAddress: string, port: number): string {
  return JSON.stringify({ temporalGrpcAddress: temporalAddress, host: '127.0.0.1', port, enableUi: true }, null, 2);
}
