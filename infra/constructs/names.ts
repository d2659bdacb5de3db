/** Of the metrics of a deployment in CloudWatch. */
export function metricsNamespace(name: string): string {
  return `Fanout/${name}`;
}
