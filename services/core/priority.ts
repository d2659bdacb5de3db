/** As Temporal counts them: what has the lower number goes first. */
export const PRIORITIES = { first: 1, normal: 3, last: 5 } as const;
