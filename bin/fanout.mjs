#!/usr/bin/env node
import { existsSync } from 'node:fs';

const cli = new URL('../dist/cli.js', import.meta.url);
if (!existsSync(cli)) {
  process.stderr.write('Fanout is not built yet: run "npm ci" in the clone first.\n');
  process.exit(3);
}
await import(cli.href);
