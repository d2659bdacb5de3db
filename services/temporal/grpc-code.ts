import { isGrpcServiceError } from '@temporalio/client';

/** The code by which gRPC refused something; Temporal's client wraps what gRPC said, except to the plain questions. `null` for all else. */
export function grpcCode(thrown: unknown): number | null {
  if (isGrpcServiceError(thrown)) return thrown.code;
  return thrown instanceof Error && thrown.cause !== undefined ? grpcCode(thrown.cause) : null;
}
