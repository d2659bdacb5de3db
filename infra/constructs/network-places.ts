import type { ISecurityGroup, IVpc, SubnetSelection } from 'aws-cdk-lib/aws-ec2';

/** Who may talk to whom is said once, in the network stack; everything else belongs to one of these. */
export interface SecurityGroups {
  /** Workflow, metadata and transcode tasks, and the instances that GPU tasks run on. */
  readonly workers: ISecurityGroup;
  readonly scaler: ISecurityGroup;
  readonly gateway: ISecurityGroup;
  readonly loadBalancer: ISecurityGroup;
  /** A Temporal server of this deployment. */
  readonly temporal: ISecurityGroup;
  readonly database: ISecurityGroup;
}

/** Where things are in the network. */
export interface NetworkPlaces {
  readonly vpc: IVpc;
  readonly groups: SecurityGroups;
  /** Of tasks and instances. */
  readonly taskSubnets: SubnetSelection;
  /** Without a way out or in: for the database. */
  readonly isolatedSubnets: SubnetSelection;
  /** Whether tasks need an address of their own to reach anything outside. */
  readonly assignPublicIp: boolean;
}
