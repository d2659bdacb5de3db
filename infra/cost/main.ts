import { readFileSync, writeFileSync } from 'node:fs';
import { madePage } from './page.ts';

/* Writes the tables of docs/cost.md anew: `npm run cost`. */

const page = new URL('../../docs/cost.md', import.meta.url);
writeFileSync(page, madePage(readFileSync(page, 'utf8')));
