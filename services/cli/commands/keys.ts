import { type Command, InvalidArgumentError, Option } from 'commander';
import { type KeyRecord, KeyStore } from '../../control/index.ts';
import { ALL_TENANTS, SCOPES, type Scope } from '../../core/index.ts';
import { out } from '../output.ts';
import { withSession } from '../session.ts';
import { jsonOption } from './options.ts';

interface Json {
  readonly json?: boolean;
}

const HOUR_MS = 3_600_000;
const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: 86_400 };
const DEFAULT_OVERLAP = 24 * HOUR_MS;

const scopeOption = new Option(
  '--scope <scope>',
  'read: see and play; submit: also upload and steer; admin: also delete, and keys',
)
  .choices(SCOPES)
  .default('submit');

export function addKeys(program: Command): void {
  const keys = program.command('keys').description('keys of the API, see docs/api.md');
  keys
    .command('create')
    .description('make a key; it is shown this once, and kept nowhere')
    .argument('<name>', 'what it is for')
    .option('--tenant <tenant>', 'whose jobs it may see and start; * for those of all', tenant, 'default')
    .addOption(scopeOption)
    .option('--expires <time>', 'when it ends, from now: 90d, 12h, 30m (default: never)', duration)
    .addOption(jsonOption)
    .action((name: string, flags: Json & { tenant: string; scope: Scope; expires?: number }) => create(name, flags));
  keys
    .command('list')
    .description('the keys that there are, the oldest first')
    .addOption(jsonOption)
    .action(({ json }: Json) =>
      withKeys(async (store) => {
        const all = await store.list(ALL_TENANTS);
        if (json) out.json({ keys: all });
        else out.result(all.map(describe));
      }),
    );
  keys
    .command('revoke')
    .description('end a key: every gateway refuses it within half a minute')
    .argument('<id>')
    .addOption(jsonOption)
    .action((id: string, { json }: Json) =>
      withKeys(async (store) => {
        await store.revoke(id, ALL_TENANTS);
        if (json) out.json({ id, revoked: true });
        else out.result(`${id}  revoked`);
      }),
    );
  keys
    .command('rotate')
    .description('make another key like one, which goes on for a while')
    .argument('<id>')
    .option('--overlap <time>', 'how long the old key goes on: 24h, 30m', duration, DEFAULT_OVERLAP)
    .addOption(jsonOption)
    .action((id: string, flags: Json & { overlap: number }) => rotate(id, flags));
}

function create(
  name: string,
  { tenant: whose, scope, expires, json }: Json & { tenant: string; scope: Scope; expires?: number },
): Promise<void> {
  return withKeys(async (store) => {
    const expiresAt = expires === undefined ? undefined : new Date(Date.now() + expires).toISOString();
    const { key, record } = await store.make({ name, tenant: whose, scope, expiresAt });
    if (json) out.json({ ...record, key });
    else {
      out.say(describe(record));
      out.say('Keep it: it is shown this once.');
      out.result(key);
    }
  });
}

function rotate(id: string, { overlap, json }: Json & { overlap: number }): Promise<void> {
  return withKeys(async (store) => {
    const { name, tenant: whose, scope } = await store.get(id, ALL_TENANTS);
    const { key, record } = await store.make({ name, tenant: whose, scope });
    const old = await store.expire(id, ALL_TENANTS, new Date(Date.now() + overlap));
    if (json) out.json({ ...record, key, old });
    else {
      out.say(describe(record));
      out.say(`Keep it: it is shown this once. ${id} goes on until ${old.expiresAt}.`);
      out.result(key);
    }
  });
}

function withKeys(work: (keys: KeyStore) => Promise<void>): Promise<void> {
  return withSession(({ store }) => work(new KeyStore(store)));
}

function describe({ id, scope, tenant: whose, name, expiresAt }: KeyRecord): string {
  return `${id}  ${scope.padEnd(6)}  ${whose.padEnd(12)}  ${expiresAt ? `until ${expiresAt}` : 'never ends'}  ${name}`;
}

/** @returns milliseconds */
function duration(text: string): number {
  const [, amount = '', unit = ''] = /^(\d{1,6})([smhd])$/.exec(text) ?? [];
  const seconds = SECONDS[unit];
  if (seconds !== undefined) return Number(amount) * seconds * 1000;
  throw new InvalidArgumentError('It takes a number and a unit, such as 90d, 12h or 30m.');
}

function tenant(text: string): string {
  if (text === ALL_TENANTS || /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(text)) return text;
  throw new InvalidArgumentError('It takes 1 to 64 of A-Z a-z 0-9 . _ -, or *.');
}
