import { KNOWN_KEYS, type KnownKey } from './known-keys.ts';

const HEAD = `# Configuration on AWS

Made by \`npm run docs\` from infra/config/schema.ts; a test compares the two.

\`\`\`sh
npm run preflight -- --config small --region eu-west-1     # looks whether the account has what it takes; changes nothing
npx cdk deploy -c config=small -c region=eu-west-1
npx cdk deploy -c config=./mine.ts -c set:transcode.tasks.max=3 -c set:network.egress=publicIp
\`\`\`

\`-c config=\` names a sample or a file. Samples are in infra/config: \`dev\` to try it (no graphics cards, gone without a trace), \`small\`
for ten videos an hour, \`large\` for a thousand; without it, it is \`dev\`. A file of your own is TypeScript or JSON and says what differs from
the defaults below:

\`\`\`ts
import type { ConfigInput } from './infra/config/schema.ts';

export default {
  name: 'films',
  region: 'eu-west-1',
  temporal: { kind: 'cloud', address: 'films.a1b2c.tmprl.cloud:7233', namespace: 'films.a1b2c', apiKeySecret: 'temporal' },
  transcode: { kind: 'gpu', tasks: { min: 0, max: 5 } },
} satisfies ConfigInput;
\`\`\`

\`-c set:<key>=<value>\` sets one key, and \`-c account=\`, \`-c region=\` and \`-c name=\` are short for three of them. Values are JSON
where the key takes no text; a list may also be written with commas. Another \`kind\` drops what the sample says of its own one.

Unknown keys, values that are not accepted and what does not go together are refused before anything is made, all at once, with what to do.
Secrets are never in the configuration: it has names of secrets in Secrets Manager.

\`npm run preflight\` says in a line each what is there (✓), what is missing and how to get it (✗), and what it could not look at (?), with the
permission that this needs. It exits with 0, 1 where something is missing, 2 for a wrong configuration, and 3 without credentials or a way to AWS.
`;
const TABLE_HEAD = '| key | takes | default | |\n| --- | --- | --- | --- |';

/** The page of all keys, in Markdown. */
export function configurationPage(): string {
  const alone = KNOWN_KEYS.filter(({ key, group }) => !key.includes('.') && !group);
  const groups = KNOWN_KEYS.filter(({ key, group }) => !key.includes('.') && group);
  const sections = [`## The deployment\n\n${table(alone)}`, ...groups.map(section)];
  return `${[HEAD.trimEnd(), ...sections].join('\n\n')}\n`;
}

/** A group with its keys; those that only some kinds of it have come after the others, kind by kind. */
function section({ key: group, meaning }: KnownKey): string {
  const keys = KNOWN_KEYS.filter(({ key }) => key.startsWith(`${group}.`)).filter(isSettable);
  const kinds = new Set(keys.map(condition));
  const tables = [...kinds].map((kind) => {
    const rows = table(keys.filter((key) => condition(key) === kind));
    return kind === '' ? rows : `With ${kind}:\n\n${rows}`;
  });
  const text = meaning ? `${meaning.charAt(0).toUpperCase()}${meaning.slice(1)}.` : '';
  return [`## ${group}`, text, ...tables].filter(Boolean).join('\n\n');
}

/** Groups are set by what is in them, but for those that can be left away altogether. */
function isSettable({ group, nullable, meaning }: KnownKey): boolean {
  return !group || nullable || meaning !== undefined;
}

function condition({ when }: KnownKey): string {
  return Object.entries(when)
    .map(([key, value]) => `\`${key}\` \`${value}\``)
    .join(' and ');
}

function table(keys: readonly KnownKey[]): string {
  return [TABLE_HEAD, ...keys.map(row)].join('\n');
}

function row({ key, accepts, byDefault, required, group, meaning = '' }: KnownKey): string {
  const filled = group && byDefault !== null ? 'what is below' : `\`${JSON.stringify(byDefault)}\``;
  const unsaid = required ? '**has to be set**' : 'not set';
  return `| ${[`\`${key}\``, accepts, byDefault === undefined ? unsaid : filled, meaning].map(escaped).join(' | ')} |`;
}

/** Placeholders are no tags, and a bar is no column. */
function escaped(text: string): string {
  return text.startsWith('`') ? text : text.replaceAll('<', '\\<').replaceAll('|', '\\|');
}
