import type { FanoutError } from '../core/index.ts';

/** Standard output belongs to results (one JSON object with `--json`); everything said on the way goes to standard error. */
export const out = {
  result: (text: string) => process.stdout.write(`${text}\n`),
  json: (value: unknown) => process.stdout.write(`${JSON.stringify(value)}\n`),
  say: (text: string) => process.stderr.write(`${text}\n`),
  error(error: FanoutError) {
    const { code, message, hint, details = [] } = error.toReport();
    this.say(`error ${code}: ${message}`);
    for (const line of details) this.say(`  ${line}`);
    this.say(`  → ${hint}`);
  },
};
