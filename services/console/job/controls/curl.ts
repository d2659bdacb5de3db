/**
 * A line that asks for a job, for a shell. The key stays out of it: lines are kept in histories and shown to others.
 * @param origin of the gateway
 */
export function curlLine(origin: string, id: string, needsKey: boolean): string {
  const key = needsKey ? ' -H "authorization: Bearer $FANOUT_KEY"' : '';
  return `curl${key} ${origin}/v1/jobs/${id}`;
}
