import type { Command } from 'commander';
import { examine, type Finding } from '../doctor/index.ts';
import { ensureFfmpeg } from '../ffmpeg.ts';
import { out } from '../output.ts';
import { jsonOption } from './options.ts';

export function addDoctor(program: Command): void {
  program
    .command('doctor')
    .description('check every part and say what to do about each failure')
    .option('--fix-ffmpeg', 'install ffmpeg where that is one command')
    .addOption(jsonOption)
    .action(async (flags: { fixFfmpeg?: boolean; json?: boolean }) => {
      if (flags.fixFfmpeg) await ensureFfmpeg(out.say);
      else await doctor(flags.json === true);
    });
}

async function doctor(json: boolean): Promise<void> {
  const findings = await examine();
  if (json) out.json({ ok: findings.every((f) => f.ok), findings });
  else for (const finding of findings) out.result(describe(finding));
  if (findings.some((f) => !f.ok)) process.exitCode = 3;
}

function describe({ check, ok, found, cause, todo }: Finding): string[] {
  return [
    `${ok ? '✓' : '✗'} ${check.padEnd(24)} ${found}`,
    ...(cause ? [`    why: ${cause}`] : []),
    ...(todo ? [`    → ${todo}`] : []),
  ];
}
