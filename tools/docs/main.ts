import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { errorsPage } from './errors-page.ts';

/* Writes the pages of docs/ that are made of the code. */

writeFileSync(fileURLToPath(new URL('../docs/errors.md', import.meta.url)), errorsPage());
