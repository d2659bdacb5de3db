const ANSWER_MS = 2_000;

/** Asks whether somebody answers, one question at a time however often it is wanted to know. */
export class Probe {
  readonly #ask: () => Promise<unknown>;
  #asked: Promise<boolean> | null = null;

  /** @param ask rejects when there is no answer */
  constructor(ask: () => Promise<unknown>) {
    this.#ask = ask;
  }

  /** `false` when there is no answer within two seconds. */
  async answers(): Promise<boolean> {
    this.#asked ??= this.#ask()
      .then(
        () => true,
        () => false,
      )
      .finally(() => {
        this.#asked = null;
      });
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<false>((resolve) => {
      timer = setTimeout(() => resolve(false), ANSWER_MS);
    });
    return Promise.race([this.#asked, late]).finally(() => clearTimeout(timer));
  }
}
