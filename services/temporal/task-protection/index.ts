import type { WorkerKind } from '../../core/index.ts';
import { ProtectionAgent } from './agent.ts';
import { type ProtectionParts, TaskProtection } from './protection.ts';

/**
 * The protection of a worker's task, where ECS runs it, which sets `ECS_AGENT_URI`; `null` elsewhere, and for workflow
 * workers: another one goes on with what they do within a second.
 */
export function taskProtection(
  kind: WorkerKind,
  env: Readonly<Record<string, string | undefined>>,
  parts: () => Omit<ProtectionParts, 'agent'>,
): TaskProtection | null {
  const uri = env.ECS_AGENT_URI;
  return uri && kind !== 'workflow' ? new TaskProtection({ agent: new ProtectionAgent(uri), ...parts() }) : null;
}
