import { idleTables } from './idle-tables.ts';
import { jobTables } from './job-tables.ts';
import { pricesTable } from './prices-table.ts';
import { speedTables } from './speed-tables.ts';

/** What is made of the code, by the name of its place in docs/cost.md. */
const PARTS = { jobs: jobTables, idle: idleTables, speeds: speedTables, prices: pricesTable } as const;

/**
 * Puts what is made of the code in its places in a page, between `<!-- made: NAME -->` and `<!-- end: NAME -->`.
 * @throws Error where the page lacks one of them
 */
export function madePage(page: string): string {
  return Object.entries(PARTS).reduce((text, [name, make]) => {
    const place = new RegExp(`(<!-- made: ${name} -->\n)[^]*?(<!-- end: ${name} -->)`);
    if (!place.test(text)) throw new Error(`docs/cost.md has no place for ${name}`);
    return text.replace(place, (_, start: string, end: string) => `${start}${make()}\n${end}`);
  }, page);
}
