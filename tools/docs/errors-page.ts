import { CATALOGUE, type ErrorCode, exitCodeFor, type Fault, MEANINGS } from '../../services/core/index.ts';

const HEAD = `# Errors

Made by \`npm run docs\` from the catalogue in services/core; a test compares the two. Every error that Fanout shows has
one of these codes, in the command line, in \`--json\`, in a job's status and in Temporal. The message says what happened in this
case, the hint what to do, and the details hold the last lines of the tool that failed, without addresses, credentials and paths
of workers. A code keeps its meaning.

*Tried again*: whether Fanout itself tries the same work again, elsewhere or later, before it gives up. *Exit code*: that of the
command line.

Poster, storyboard, captions of the source, and quality measuring never fail a video: what went wrong with them is in
\`degraded\` of its status.
`;

/** Who has to act, by the catalogue's word for it. */
const GROUPS: readonly (readonly [Fault, string])[] = [
  ['input', 'Whoever has the video'],
  ['usage', 'Whoever gave the command'],
  ['stack', 'Whoever operates the workers and servers'],
  ['system', 'Nobody at first: Fanout deals with it, or it is a defect'],
];

/** The page of all errors, in Markdown. */
export function errorsPage(): string {
  const codes = Object.keys(CATALOGUE) as ErrorCode[];
  const groups = GROUPS.map(([fault, who]) =>
    [`## ${who}`, ...codes.filter((code) => CATALOGUE[code].fault === fault).map(entry)].join('\n\n'),
  );
  return `${[HEAD.trimEnd(), ...groups].join('\n\n')}\n`;
}

function entry(code: ErrorCode): string {
  const { retryable, hint } = CATALOGUE[code];
  const facts = `*Tried again: ${retryable ? 'yes' : 'no'} · exit code ${exitCodeFor(code)}*`;
  return [`### ${code}`, MEANINGS[code], `**What to do.** ${escaped(hint)}`, facts].join('\n\n');
}

/** Hints are written for terminals: what Markdown would take for a tag is a placeholder there. */
function escaped(text: string): string {
  return text.replaceAll('<', '\\<');
}
