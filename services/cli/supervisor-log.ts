import { appendFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { printable } from '../core/index.ts';
import { home } from './home.ts';
import { out } from './output.ts';

/** Says what happened to a part of the stack, in the terminal and in `logs/supervisor.log`. */
export function supervisorSays(line: string): void {
  out.say(line);
  mkdirSync(home.logDir, { recursive: true });
  appendFileSync(join(home.logDir, 'supervisor.log'), `${new Date().toISOString()} ${printable(line)}\n`);
}
