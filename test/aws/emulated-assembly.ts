import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Resource types that the emulator (ministack 1.5.33) does not know, and what is therefore not shown by a deployment to it. It
 * refuses a template that has one of them. A test of each type's properties is in test/infra.
 */
export const NOT_EMULATED: Readonly<Record<string, string>> = {
  'AWS::EC2::EIP': 'addresses of NAT gateways',
  'AWS::EC2::NatGateway': 'the way out of private subnets',
  'AWS::EC2::FlowLog': 'the log of rejected connections',
  'AWS::EC2::SecurityGroupIngress': 'rules between security groups of different resources',
  'AWS::EC2::SecurityGroupEgress': 'rules between security groups of different resources',
  'AWS::ECS::CapacityProvider': 'managed scaling of instances',
  'AWS::ECS::ClusterCapacityProviderAssociations': 'Fargate Spot and cards in the cluster',
  'AWS::ApplicationAutoScaling::ScalableTarget': 'limits of a service',
  'AWS::ApplicationAutoScaling::ScalingPolicy': 'policies that scale services',
};

/** What the emulator has not got either: parameters that AWS keeps for everybody. */
const AMI = { Type: 'String', Default: 'ami-00000000000000000' };

/** Alarms by arithmetic on several figures are refused too. */
const isNotEmulated = ({ Type, Properties }: Resource): boolean =>
  Type in NOT_EMULATED || (Type === 'AWS::CloudWatch::Alarm' && Properties?.Metrics !== undefined);

interface Resource {
  Type: string;
  DependsOn?: string | string[];
  Properties?: Record<string, unknown>;
}

interface Template {
  Parameters?: Record<string, { Type: string; Default?: string }>;
  Resources: Record<string, Resource>;
}

/**
 * Copies a cloud assembly without what the emulator does not know. A reference to something that is left out becomes a text that
 * says so.
 *
 * @returns what was left out, by stack, as `<logical id> (<type>)`
 */
export function emulatedAssembly(from: string, to: string): Readonly<Record<string, readonly string[]>> {
  cpSync(from, to, { recursive: true });
  const left: Record<string, string[]> = {};
  for (const file of readdirSync(to).filter((name) => name.endsWith('.template.json'))) {
    const template = JSON.parse(readFileSync(join(to, file), 'utf8')) as Template;
    const gone = Object.entries(template.Resources).filter(([, resource]) => isNotEmulated(resource));
    for (const [id] of gone) delete template.Resources[id];
    for (const [id, { Default }] of Object.entries(template.Parameters ?? {})) {
      if (template.Parameters && Default?.startsWith('/aws/service/')) template.Parameters[id] = AMI;
    }
    const ids = new Set(gone.map(([id]) => id));
    for (const resource of Object.values(template.Resources)) {
      const needed = [resource.DependsOn ?? []].flat().filter((id) => !ids.has(id));
      if (needed.length > 0) resource.DependsOn = needed;
      else delete resource.DependsOn;
    }
    writeFileSync(join(to, file), JSON.stringify(withoutReferences(template, ids), null, 1));
    left[file.replace('.template.json', '')] = gone.map(([id, { Type }]) => `${id} (${Type})`);
  }
  return left;
}

function withoutReferences(value: unknown, gone: ReadonlySet<string>): unknown {
  if (Array.isArray(value)) return value.map((item) => withoutReferences(item, gone));
  if (typeof value !== 'object' || value === null) return value;
  const { Ref, 'Fn::GetAtt': attribute } = value as { Ref?: unknown; 'Fn::GetAtt'?: unknown };
  const id = typeof Ref === 'string' ? Ref : Array.isArray(attribute) ? attribute[0] : null;
  if (typeof id === 'string' && gone.has(id)) return `not-emulated-${id}`;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withoutReferences(item, gone)]));
}
