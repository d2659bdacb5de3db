import type { CommanderError } from 'commander';
import { FanoutError } from '../core/index.ts';

/** What a file name looks like and an option does not: one dash before several letters, a dot, a slash. */
const FILE_LIKE = /^-[^-].|[./]/;

/** A command line that was not understood, as an error of the catalogue. */
export function usageError({ code, message }: CommanderError): FanoutError {
  // Its suggestion stands in a line of its own.
  const text = message.replace(/^error: /, '').replace('\n', ' ');
  return new FanoutError('USAGE', text, [], { hint: hintFor(code, message) });
}

function hintFor(code: string, message: string): string | undefined {
  const option = /unknown option '(.*)'/s.exec(message)?.[1] ?? '';
  if (code === 'commander.unknownOption' && FILE_LIKE.test(option)) {
    return `If it is a file, put -- before it, as in: fanout run -- ${option}, or write it as ./${option}`;
  }
  if (code === 'commander.excessArguments') {
    return 'Write --set before every key=value, and put names with spaces in quotes; see "fanout --help".';
  }
  return undefined;
}

/** Whether the words of a command line ask for JSON; what comes after `--` is no option. */
export function wantsJson(words: readonly string[]): boolean {
  const end = words.indexOf('--');
  return (end < 0 ? words : words.slice(0, end)).includes('--json');
}
