import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createS3Client, Store } from '../../services/store/index.ts';
import { type Asker, buildWithGo, download, type FoundProgram, findInstalled, notFound } from './find-program.ts';
import { VERSITYGW } from './programs.ts';
import { startServer } from './server-process.ts';

export const LOCAL_ACCESS_KEY = 'fanout';

export interface StartS3 {
  readonly dataDir: string;
  readonly logDir: string;
  readonly port: number;
  readonly secretKey: string;
  readonly onSpawn: (pid: number) => Promise<void>;
  readonly signal?: AbortSignal;
}

export async function findS3(asker: Asker): Promise<FoundProgram> {
  const found =
    (await findInstalled(VERSITYGW)) ?? (await download(VERSITYGW, asker)) ?? (await buildWithGo(VERSITYGW, asker));
  if (!found) throw notFound([VERSITYGW]);
  return found;
}

/** Starts an S3 server on a folder. @returns its process id */
export async function startS3(found: FoundProgram, options: StartS3): Promise<number> {
  const objects = join(options.dataDir, 's3', 'objects');
  const attributes = join(options.dataDir, 's3', 'attributes');
  await Promise.all([mkdir(objects, { recursive: true }), mkdir(attributes, { recursive: true })]);
  return startServer(
    {
      name: 's3',
      path: found.path,
      args: ['--port', `127.0.0.1:${options.port}`, 'posix', '--sidecar', attributes, objects],
      env: { ROOT_ACCESS_KEY: LOCAL_ACCESS_KEY, ROOT_SECRET_KEY: options.secretKey },
      logDir: options.logDir,
      onSpawn: options.onSpawn,
      isHealthy: () => answers(`http://127.0.0.1:${options.port}`, LOCAL_ACCESS_KEY, options.secretKey),
    },
    options.signal,
  );
}

/** Rejects unless an S3 server answers at the endpoint and takes these credentials. */
export async function answers(endpoint: string, accessKey: string, secretKey: string): Promise<void> {
  const s3 = createS3Client({ endpoint, accessKey, secretKey, region: 'us-east-1' });
  try {
    await new Store(s3).hasBucket('encoded');
  } finally {
    s3.destroy();
  }
}
