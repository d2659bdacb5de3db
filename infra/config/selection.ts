export const selectionFrom = (x: unknown) => x;
