import { CommanderError } from 'commander';
import { describe, expect, it } from 'vitest';
import { usageError, wantsJson } from '../../../services/cli/usage-error.ts';

const unknown = (option: string) =>
  usageError(new CommanderError(1, 'commander.unknownOption', `error: unknown option '${option}'`)).toReport();

describe('a command line that was not understood', () => {
  it('is an error of the catalogue, in one line', () => {
    const message = "error: unknown option '--st'\n(Did you mean --set?)";
    expect(usageError(new CommanderError(1, 'commander.unknownOption', message)).toReport()).toEqual({
      code: 'USAGE',
      message: "unknown option '--st' (Did you mean --set?)",
      hint: 'Run "fanout --help".',
      retryable: false,
    });
  });

  it.each(['-y.mp4', '--intro.mp4', '-film', '-a/b'])('may be one with a file %s', (name) => {
    expect(unknown(name).hint).toContain(`fanout run -- ${name}`);
    expect(unknown(name).hint).toContain(`./${name}`);
  });

  it.each(['--fast', '-x'])('has nothing to do with files when it has %s', (name) => {
    expect(unknown(name).hint).toBe('Run "fanout --help".');
  });

  it('may have several pairs after one --set', () => {
    expect(usageError(new CommanderError(1, 'commander.excessArguments', 'error: too many')).hint).toContain('--set');
  });
});

describe('a wish for JSON', () => {
  it.each([
    [['run', '--json', 'x.mp4'], true],
    [['run', 'x.mp4'], false],
    [['run', '--', '--json'], false],
  ])('%j: %s', (words, wanted) => expect(wantsJson(words)).toBe(wanted));
});
