import { Command, CommanderError } from 'commander';
import { asFanoutError, exitCodeFor, FanoutError } from '../core/index.ts';
import { startTracing } from '../temporal/index.ts';
import { addAdd, addDelete, addPause, addPriority, addResume, addRetry } from './commands/control.ts';
import { addDemo } from './commands/demo.ts';
import { addDoctor } from './commands/doctor.ts';
import { addEstimate } from './commands/estimate.ts';
import { addCancel, addDownload, addList, addStatus, addWatch } from './commands/jobs.ts';
import { addKeys } from './commands/keys.ts';
import { addProfiles } from './commands/profiles.ts';
import { addRun } from './commands/run.ts';
import { addSubmit } from './commands/submit.ts';
import { addUp } from './commands/up.ts';
import { addWebhooks } from './commands/webhooks.ts';
import { addWorkers } from './commands/workers.ts';
import { Interrupted } from './interrupt.ts';
import { out } from './output.ts';
import { usageError, wantsJson } from './usage-error.ts';

const program = new Command('fanout')
  .description('Turns a video into streams that play everywhere.')
  .version('0.1.0')
  .exitOverride()
  .showSuggestionAfterError()
  // Said by `explain`, as every other error.
  .configureOutput({ outputError: () => undefined });

for (const add of [
  addRun,
  addUp,
  addSubmit,
  addEstimate,
  addStatus,
  addWatch,
  addCancel,
  addPause,
  addResume,
  addPriority,
  addRetry,
  addAdd,
  addDelete,
  addList,
  addDownload,
  addKeys,
  addProfiles,
  addDoctor,
  addDemo,
  addWorkers,
  addWebhooks,
])
  add(program);

// Whoever read the output has left, as `head` does: nothing is wrong, and what was started has to be stopped as ever.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

/** Nobody waits at a prompt for the sake of a trace. */
const TRACES_MS = 1_000;
const tracing = await startTracing({
  service: 'fanout-cli',
  env: process.env,
  warn: (line) => out.say(line),
  patienceMs: TRACES_MS,
});

try {
  await program.parseAsync();
} catch (thrown) {
  process.exitCode = explain(thrown);
} finally {
  await tracing.stop();
}

/** Says what went wrong. @returns the exit code */
function explain(thrown: unknown): number {
  if (thrown instanceof Interrupted) return thrown.exitCode;
  const byCommander = thrown instanceof CommanderError;
  // Help and the version have been printed: because they were asked for, or because no command was.
  if (byCommander && thrown.exitCode === 0) return 0;
  if (byCommander && thrown.code === 'commander.help') return 2;
  const error = byCommander ? usageError(thrown) : asFanoutError(thrown);
  if (wantsJson(process.argv)) out.json({ state: 'failed', error: error.toReport() });
  out.error(error);
  if (error.code === 'INTERNAL' && thrown instanceof Error && !(thrown instanceof FanoutError))
    out.say((thrown.stack ?? '').split('\n'));
  return exitCodeFor(error.code);
}
