import { Duration } from 'aws-cdk-lib';

/**
 * From SIGTERM to SIGKILL, by service; as in docker-compose.yml. Each is the time that the service takes to drain by default, and as much as it
 * may need to clean up, to let go of its task's protection (12 s) and of traces (3 s). Spot gives two minutes' notice, Fargate takes no more than 120 s.
 */
export const STOP_TIMEOUTS = {
  workflow: Duration.seconds(30),
  metadata: Duration.seconds(50),
  transcode: Duration.seconds(90),
  gateway: Duration.seconds(30),
  scaler: Duration.seconds(10),
} as const;
