import { Command, CommanderError } from 'commander';
import { asFanoutError, exitCodeFor, FanoutError } from '../core/index.ts';
import { addDemo } from './commands/demo.ts';
import { addDoctor } from './commands/doctor.ts';
import { addCancel, addDownload, addList, addStatus, addWatch } from './commands/jobs.ts';
import { addProfiles } from './commands/profiles.ts';
import { addRun } from './commands/run.ts';
import { addSubmit } from './commands/submit.ts';
import { addUp } from './commands/up.ts';
import { addWorkers } from './commands/workers.ts';
import { Interrupted } from './interrupt.ts';
import { out } from './output.ts';

const program = new Command('fanout')
  .description('Turns a video into streams that play everywhere.')
  .version('0.1.0')
  .exitOverride()
  .showSuggestionAfterError();

for (const add of [
  addRun,
  addUp,
  addSubmit,
  addStatus,
  addWatch,
  addCancel,
  addList,
  addDownload,
  addProfiles,
  addDoctor,
  addDemo,
  addWorkers,
])
  add(program);
for (const command of program.commands) command.exitOverride();

try {
  await program.parseAsync();
} catch (thrown) {
  process.exitCode = explain(thrown);
}

/** Says what went wrong. @returns the exit code */
function explain(thrown: unknown): number {
  // Commander has printed its own message, or the help that was asked for.
  if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? 0 : 2;
  if (thrown instanceof Interrupted) return thrown.exitCode;
  const error = asFanoutError(thrown);
  if (process.argv.includes('--json')) out.json({ state: 'failed', error: error.toReport() });
  out.error(error);
  if (error.code === 'INTERNAL' && thrown instanceof Error && !(thrown instanceof FanoutError))
    out.say(thrown.stack ?? '');
  return exitCodeFor(error.code);
}
