import { Construct } from 'constructs';
export class GatewayLoadBalancer extends Construct {
  constructor(s: Construct, i: string, _p: unknown) {
    super(s, i);
  }
}
