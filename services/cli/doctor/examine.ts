import { checkDisk } from './disk.ts';
import { checkEncoders } from './encoders.ts';
import type { Finding } from './finding.ts';
import { checkNode } from './node.ts';
import { checkPorts } from './ports.ts';
import { checkPrograms } from './programs.ts';
import { checkS3 } from './s3.ts';
import { checkStack } from './stack.ts';
import { checkTemporal } from './temporal.ts';
import { askWorkers, judgeWorker } from './workers.ts';

/** All checks: of this machine, then of the stack that is there. */
export async function examine(): Promise<Finding[]> {
  const { finding, stack } = await checkStack();
  const [encoders, disk] = await Promise.all([checkEncoders(), checkDisk()]);
  // A stack in containers brings its own programs.
  const programs = stack?.kind === 'compose' ? [] : [await checkPrograms()];
  const machine = [checkNode(), encoders, ...programs, disk];
  if (!stack) return [...machine, finding, ...(await checkPorts())];
  const workers = stack.kind === 'up' ? await askWorkers() : [];
  const [engine, storage] = await Promise.all([checkTemporal(stack, workers), checkS3(stack)]);
  return [...machine, finding, ...engine, ...storage, ...workers.map(judgeWorker)];
}
