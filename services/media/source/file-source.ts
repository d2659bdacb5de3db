import { open } from 'node:fs/promises';
import { FanoutError } from '../../core/index.ts';
import type { ByteSource } from './byte-source.ts';

/** A local file as a source; close it when done. @throws FanoutError SOURCE_NOT_FOUND when it is not a readable file */
export async function openFileSource(path: string): Promise<ByteSource & { close(): Promise<void> }> {
  const file = await open(path, 'r').catch((error: NodeJS.ErrnoException) => {
    const why = error.code === 'ENOENT' ? 'does not exist' : `cannot be opened (${error.code})`;
    throw new FanoutError('SOURCE_NOT_FOUND', `"${path}" ${why}.`, [], { cause: error });
  });
  const info = await file.stat();
  if (!info.isFile()) {
    await file.close();
    throw new FanoutError('SOURCE_NOT_FOUND', `"${path}" is not a file.`);
  }
  return {
    identity: `${info.dev}:${info.ino}:${info.mtimeMs}:${info.size}`,
    size: info.size,
    async read(start, end) {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(end - start), 0, end - start, start);
      return buffer.subarray(0, bytesRead);
    },
    close: () => file.close(),
  };
}
