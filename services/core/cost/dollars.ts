/** E.g. `$12.30`, `$0.0041`. */
export function dollars(usd: number): string {
  if (usd >= 1) return `$${usd.toFixed(2)}`;
  return usd >= 0.000_1 ? `$${usd.toFixed(4)}` : '< $0.0001';
}
