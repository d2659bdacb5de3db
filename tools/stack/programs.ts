/** A server program: how to know it, and where it can come from. */
export interface Program {
  /** File name in the cache, with its version. */
  readonly cached: string;
  /** What people call it. */
  readonly label: string;
  /** On PATH: the command, how to ask its version, and the lowest that is good. */
  readonly path?: { readonly command: string; readonly versionArgs: readonly string[]; readonly atLeast: string };
  /** Official builds, by `<platform>-<arch>` of Node. Nothing is downloaded whose hash is not written here. */
  readonly releases: Readonly<Record<string, Release>>;
  /** What `go install` takes, and what it calls the result. */
  readonly goModule?: { readonly target: string; readonly binary: string };
}

export interface Release {
  readonly url: string;
  readonly sha256: string;
  /** Path of the program inside the tar.gz. */
  readonly member: string;
}

export const GO_AT_LEAST = '1.26.8';

const versitygw = (name: string, sha256: string): Release => ({
  url: `https://github.com/versity/versitygw/releases/download/v1.8.0/versitygw_v1.8.0_${name}.tar.gz`,
  sha256,
  member: `versitygw_v1.8.0_${name}/versitygw`,
});

/** The CLI holds a server and the UI in one program. */
export const TEMPORAL_CLI: Program = {
  cached: 'temporal-cli-1.9.1',
  label: 'Temporal CLI 1.9.1',
  path: { command: 'temporal', versionArgs: ['--version'], atLeast: '1.9.0' },
  releases: {
    'linux-x64': {
      url: 'https://github.com/temporalio/cli/releases/download/v1.9.1/temporal_cli_1.9.1_linux_amd64.tar.gz',
      sha256: '09a0326a51db84d02735e53542b9ebd8c4758daf47482a9ab0abce15844e60d5',
      member: 'temporal',
    },
  },
};

export const TEMPORAL_SERVER: Program = {
  cached: 'temporal-server-1.32.0',
  label: 'Temporal server 1.32.0',
  path: { command: 'temporal-server', versionArgs: ['--version'], atLeast: '1.32.0' },
  releases: {},
  goModule: { target: 'go.temporal.io/server/cmd/server@v1.32.0', binary: 'server' },
};

export const TEMPORAL_UI: Program = {
  cached: 'temporal-ui-2.53.3',
  label: 'Temporal UI 2.53.3',
  releases: {},
  goModule: { target: 'github.com/temporalio/ui-server/v2/cmd/server@v2.53.3', binary: 'server' },
};

export const VERSITYGW: Program = {
  cached: 'versitygw-1.8.0',
  label: 'S3 server versitygw 1.8.0',
  path: { command: 'versitygw', versionArgs: ['--version'], atLeast: '1.8.0' },
  releases: {
    'linux-x64': versitygw('Linux_x86_64', '2ba2c734d10d2c4e651d03182cb4b246656bc735a2f282db7b0b73fba6073467'),
    'linux-arm64': versitygw('Linux_arm64', 'b34051d33f5a9c457f790896acb7bd7d7e15ad8d92efb70616b924f37e401910'),
    'darwin-arm64': versitygw('Darwin_arm64', '4953096f65a9c0d62ab184fb6b2ba7c2435229205cf00a56cb62cd4bf6b216ca'),
    'darwin-x64': versitygw('Darwin_x86_64', '104bd978e80ef0173554cfd8630ccc5bac24b00da440510b60365a3b6b6ab134'),
  },
  goModule: { target: 'github.com/versity/versitygw/cmd/versitygw@v1.8.0', binary: 'versitygw' },
};

/** Whether version `found` is `wanted` or later; compares numbers, so that 1.10 is later than 1.9. */
export function isAtLeast(found: string, wanted: string): boolean {
  const parts = (text: string) => text.split('.').map(Number);
  const [a, b] = [parts(found), parts(wanted)];
  for (let i = 0; i < b.length; i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}

/** The first thing in a text that looks like a version, e.g. `1.9.1` in `temporal version 1.9.1 (Server 1.32.0)`. */
export function versionIn(text: string): string | null {
  return /\d+\.\d+(?:\.\d+)?/.exec(text)?.[0] ?? null;
}
