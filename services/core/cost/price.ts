/** A list price, and where it is from. */
export interface Price {
  readonly usd: number;
  readonly source: string;
  /** When the source was written or read: a year, a month or a day. */
  readonly date: string;
  /** Read in a source by whoever wrote it down; `false`: from memory. */
  readonly checked: boolean;
}

/** Hours of a month, as AWS's own examples count them. */
export const MONTH_HOURS = 730;

/** Dollars of so many cents: sums of money are sums of whole cents, as on a bill. */
export function toCents(usd: number): number {
  return Math.round(usd * 100) / 100;
}
