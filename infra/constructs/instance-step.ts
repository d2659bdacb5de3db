/**
 * How many instances one step of ECS adds at least. By the API reference (ManagedScaling) a group with more than one zone, as ours
 * is, grows by exactly so many at a time, whatever is needed; by the developer guide it grows by what is needed. With 1 and the
 * first reading, twenty would take an hour (npm run simulate); with a quarter, either is near the best, and the first piece of work
 * starts some instances too many.
 *
 * @param given by the configuration
 * @param max tasks at most
 */
export function instanceStep(given: number | null, max: number): number {
  return given ?? Math.ceil(max / 4);
}
