import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { configurationPage } from '../../infra/config/describe.ts';
import { apiDocument } from '../../services/gateway/api/openapi.ts';
import { errorsPage } from './errors-page.ts';

/* Writes the pages of docs/ that are made of the code. */

write('errors.md', errorsPage());
write('aws-configuration.md', configurationPage());
write('openapi.json', `${JSON.stringify(await apiDocument(), null, 1)}\n`);

function write(name: string, page: string): void {
  // Seen from dist/.
  writeFileSync(fileURLToPath(new URL(`../docs/${name}`, import.meta.url)), page);
}
