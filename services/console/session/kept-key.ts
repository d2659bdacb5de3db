const NAME = 'fanout-key';

/** The key of whoever has signed in: for this tab, or for longer where that was wished. */
export const keptKey = {
  read(): string | undefined {
    return sessionStorage.getItem(NAME) ?? localStorage.getItem(NAME) ?? undefined;
  },
  keep(key: string, isKept: boolean): void {
    (isKept ? localStorage : sessionStorage).setItem(NAME, key);
  },
  forget(): void {
    sessionStorage.removeItem(NAME);
    localStorage.removeItem(NAME);
  },
};
