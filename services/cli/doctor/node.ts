import type { Finding } from './finding.ts';

const MIN_NODE = [20, 19] as const;

export function checkNode(): Finding {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const ok = major > MIN_NODE[0] || (major === MIN_NODE[0] && minor >= MIN_NODE[1]);
  const todo = `Install Node ${MIN_NODE.join('.')} or later.`;
  return { check: 'Node', ok, found: process.versions.node, ...(ok ? {} : { todo }) };
}
