import { Duration } from 'aws-cdk-lib';

/**
 * From SIGTERM to SIGKILL, by service; as in docker-compose.yml. Each is the time that the service takes to drain by default, and 10 s
 * or more to clean up. Spot gives two minutes' notice, Fargate takes no more than 120 s.
 */
export const STOP_TIMEOUTS = {
  workflow: Duration.seconds(30),
  metadata: Duration.seconds(40),
  transcode: Duration.seconds(80),
  gateway: Duration.seconds(30),
  scaler: Duration.seconds(10),
} as const;
