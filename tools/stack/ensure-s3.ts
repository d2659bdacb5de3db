import { FanoutError } from '../../services/core/index.ts';
import { type StartOptions, seconds } from './options.ts';
import { retryingPorts } from './ports.ts';
import { answers, findS3, LOCAL_ACCESS_KEY, startS3 } from './s3-server.ts';
import type { StateFile } from './state.ts';
import { isStillThere } from './still-there.ts';

export interface S3Access {
  readonly endpoint: string;
  readonly accessKey: string;
  readonly secretKey: string;
}

/** The S3 that the environment names. @throws FanoutError STACK_UNREACHABLE when it does not take the keys */
export async function namedS3(name: string, { onStep }: StartOptions): Promise<S3Access> {
  const endpoint = /^https?:\/\//.test(name) ? name : `http://${name}`;
  const accessKey = process.env.MINIO_ACCESS_KEY ?? '';
  const secretKey = process.env.MINIO_SECRET_KEY ?? '';
  await answers(endpoint, accessKey, secretKey).catch((error: unknown) => {
    const why = error instanceof Error ? [error.message] : [];
    throw new FanoutError('STACK_UNREACHABLE', `MINIO_ENDPOINT is ${name}, where no S3 takes these keys.`, why, {
      cause: error,
    });
  });
  onStep(`S3: ${endpoint}, as MINIO_ENDPOINT says`);
  return { endpoint, accessKey, secretKey };
}

/** S3 on this data folder: the one that runs already, or a new one. */
export async function localS3(options: StartOptions, file: StateFile): Promise<S3Access> {
  const { s3: known, s3Secret: secretKey } = file.state;
  const keys = { accessKey: LOCAL_ACCESS_KEY, secretKey };
  const isItself = async () => {
    await answers(known?.endpoint ?? '', LOCAL_ACCESS_KEY, secretKey);
    return true;
  };
  if (known && (await isStillThere(options.dataDir, known.pid, isItself))) {
    options.onStep(`S3: ours is running already at ${known.endpoint}`);
    return { endpoint: known.endpoint, ...keys };
  }
  await file.update({ s3: null });
  const found = await findS3(options);
  return retryingPorts(options, async (pick) => {
    const started = Date.now();
    const port = await pick('S3', (ports) => ports.s3);
    const endpoint = `http://127.0.0.1:${port}`;
    const onSpawn = (pid: number) => file.update({ s3: { endpoint, pid } });
    await startS3(found, { ...options, port, secretKey, onSpawn });
    options.onStep(`S3: ${endpoint} (${seconds(started)}; ${found.how})`);
    return { endpoint, ...keys };
  });
}
