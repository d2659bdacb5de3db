import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { part, propertiesOf, synthesize, testConfig } from './synth.ts';

const network = (given: Parameters<typeof testConfig>[0] = {}) => part(synthesize(testConfig(given)), 'network');
const LOAD_BALANCER = {
  certificateArn: 'arn:aws:acm:eu-west-1:123456789012:certificate/1',
  auth: { kind: 'none' as const },
  internetFacing: false,
  allowFrom: ['10.0.0.0/8'],
};

describe('network', () => {
  it('sends what is for S3 through an endpoint that costs nothing, whatever else is chosen', () => {
    for (const egress of ['publicIp', 'nat', 'endpoints'] as const) {
      network({ network: { egress } }).hasResourceProperties('AWS::EC2::VPCEndpoint', {
        VpcEndpointType: 'Gateway',
        ServiceName: { 'Fn::Join': ['', ['com.amazonaws.', { Ref: 'AWS::Region' }, '.s3']] },
      });
    }
  });

  it('with publicIp has no NAT gateway, no interface endpoint, and addresses for tasks', () => {
    const templates = synthesize(testConfig({ network: { egress: 'publicIp' } }));
    part(templates, 'network').resourceCountIs('AWS::EC2::NatGateway', 0);
    part(templates, 'network').resourcePropertiesCountIs('AWS::EC2::VPCEndpoint', { VpcEndpointType: 'Interface' }, 0);
    part(templates, 'metadata').hasResourceProperties('AWS::ECS::Service', {
      NetworkConfiguration: { AwsvpcConfiguration: { AssignPublicIp: 'ENABLED' } },
    });
  });

  it('with nat has as many gateways as are wanted, and no address for tasks', () => {
    const templates = synthesize(testConfig({ network: { egress: 'nat', natGateways: 2 } }));
    part(templates, 'network').resourceCountIs('AWS::EC2::NatGateway', 2);
    part(templates, 'metadata').hasResourceProperties('AWS::ECS::Service', {
      NetworkConfiguration: { AwsvpcConfiguration: { AssignPublicIp: 'DISABLED' } },
    });
  });

  it('with endpoints has no way to the internet, and an endpoint for each service that tasks and instances need', () => {
    const template = network({ network: { egress: 'endpoints' } });
    template.resourceCountIs('AWS::EC2::InternetGateway', 0);
    template.resourceCountIs('AWS::EC2::NatGateway', 0);
    const services = propertiesOf(template, 'AWS::EC2::VPCEndpoint')
      .filter(({ VpcEndpointType }) => VpcEndpointType === 'Interface')
      .map(({ ServiceName }) => JSON.stringify(ServiceName).match(/\.([a-z-]+(\.[a-z]+)?)"?\]?\]?}?$/)?.[1])
      .sort();
    expect(services).toEqual([
      'ecr.api',
      'ecr.dkr',
      'ecs',
      'ecs-agent',
      'ecs-telemetry',
      'logs',
      'monitoring',
      'secretsmanager',
      'sqs',
    ]);
  });

  it('lets nothing in but what the load balancer takes', () => {
    const open = (given: Parameters<typeof testConfig>[0]) => {
      const template = network(given);
      const inline = propertiesOf(template, 'AWS::EC2::SecurityGroup').flatMap(
        ({ SecurityGroupIngress }) => (SecurityGroupIngress ?? []) as { CidrIp?: string; FromPort: number }[],
      );
      return inline.filter(({ CidrIp }) => CidrIp).map(({ CidrIp, FromPort }) => `${CidrIp}:${FromPort}`);
    };
    expect(open({})).toEqual([]);
    expect(open({ gateway: { loadBalancer: LOAD_BALANCER } })).toEqual(['10.0.0.0/8:443', '10.0.0.0/8:80']);
  });

  it('lets services reach each other by reference: workers, scaler and gateway Temporal, Temporal its database', () => {
    const rules = propertiesOf(network(), 'AWS::EC2::SecurityGroupIngress').map(
      ({ Description, FromPort, SourceSecurityGroupId }) => {
        expect(SourceSecurityGroupId).toBeDefined();
        return `${Description}:${FromPort}`;
      },
    );
    expect(rules.filter((rule) => rule === 'Temporal:7233')).toHaveLength(3);
    expect(rules.filter((rule) => rule === 'PostgreSQL:5432')).toHaveLength(1);
    expect(rules.filter((rule) => rule === 'Requests:8090')).toHaveLength(1);
  });

  it('lets out HTTPS and Temporal alone', () => {
    const groups = propertiesOf(
      network({
        temporal: { kind: 'external', address: 'temporal.example:7234', namespace: 'n', apiKeySecret: 'key' },
      }),
      'AWS::EC2::SecurityGroup',
    );
    const out = groups.flatMap(
      ({ SecurityGroupEgress }) => (SecurityGroupEgress ?? []) as { CidrIp: string; FromPort: number }[],
    );
    expect(
      [...new Set(out.filter(({ CidrIp }) => CidrIp === '0.0.0.0/0').map(({ FromPort }) => FromPort))].sort(),
    ).toEqual([443, 7234]);
  });

  it('lets traces out to a collector on another port, and operators in to Temporal', () => {
    const template = network({
      observability: { otlpEndpoint: 'http://collector.example:4318' },
      temporal: { kind: 'selfHosted', operatorsFrom: ['10.8.0.0/16'] },
    });
    const text = JSON.stringify(propertiesOf(template, 'AWS::EC2::SecurityGroup'));
    expect(text.match(/"Collector of traces"/g)).toHaveLength(3);
    expect(text).toContain('"CidrIp":"10.8.0.0/16","Description":"Operators","FromPort":7233');
  });

  it('keeps the addresses of a third zone free', () => {
    const cidrs = (availabilityZones: number) => {
      const subnets = propertiesOf(network({ network: { availabilityZones } }), 'AWS::EC2::Subnet');
      return subnets.map(({ CidrBlock }) => String(CidrBlock));
    };
    expect(cidrs(3)).toEqual(expect.arrayContaining(cidrs(2)));
  });

  it('logs rejected connections where it is told to', () => {
    network().hasResourceProperties('AWS::EC2::FlowLog', { TrafficType: 'REJECT' });
    network({ network: { flowLogs: false } }).resourceCountIs('AWS::EC2::FlowLog', 0);
  });

  it('needs no lookup where the account is known', () => {
    const template = network({ account: '123456789012', region: 'eu-west-1' });
    template.hasResourceProperties('AWS::EC2::Subnet', { AvailabilityZone: { 'Fn::Select': [0, Match.anyValue()] } });
  });
});
