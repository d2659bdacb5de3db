import { readlink } from 'node:fs/promises';
import { execa } from 'execa';

export interface ProcessInfo {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
}

/** Processes whose command line or working folder names a folder, but for this one and what it just called. */
export async function processesOf(dir: string): Promise<ProcessInfo[]> {
  const { stdout, pid: ps } = await listing();
  const all = stdout.split('\n').flatMap((line) => {
    const [, pid, parent, command = ''] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    return pid === undefined ? [] : [{ pid: Number(pid), parent: Number(parent), command }];
  });
  const found: ProcessInfo[] = [];
  for (const info of all) {
    if (info.pid === process.pid || info.pid === ps) continue;
    // Only Linux tells where a process works.
    const cwd = info.command.includes(dir) ? dir : await readlink(`/proc/${info.pid}/cwd`).catch(() => '');
    if (cwd.startsWith(dir)) found.push(info);
  }
  return found;
}

async function listing(): Promise<{ stdout: string; pid: number | undefined }> {
  const ps = execa('ps', ['-eo', 'pid=,ppid=,args=', '-ww'], { stdin: 'ignore' });
  const { stdout } = await ps;
  return { stdout, pid: ps.pid };
}
