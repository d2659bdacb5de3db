type Raw = Readonly<Record<string, unknown>>;

/** What one spec says where the other does not; both as they were written. Lists are taken whole. */
export function mergeSpecs(base: Raw, over: Raw): Raw {
  const merged = new Map(Object.entries(base));
  for (const [key, value] of Object.entries(over)) {
    const before = merged.get(key);
    merged.set(key, isGroup(before) && isGroup(value) ? mergeSpecs(before, value) : value);
  }
  return Object.fromEntries(merged);
}

function isGroup(value: unknown): value is Raw {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
