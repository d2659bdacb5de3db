import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = process.env.MEDIA_CORPUS ?? fileURLToPath(new URL('../../../shared/media', import.meta.url));

/** Whether the corpus of real and hostile files is here; tests that need it say so when it is not. */
export const hasCorpus = existsSync(join(root, 'INDEX.tsv'));

/** A file of the corpus, e.g. `clips/mdn_flower.mp4`. */
export function corpus(path: string): string {
  return join(root, path);
}
