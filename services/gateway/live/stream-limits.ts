import { ALL_TENANTS, FanoutError } from '../../core/index.ts';

/** How many connections wait for events: no tenant may have them all. */
export class StreamLimits {
  readonly #most: number;
  readonly #open = new Map<string, number>();
  #all = 0;

  constructor(most: number) {
    this.#most = most;
  }

  /** @returns gives it back @throws FanoutError TOO_MANY_REQUESTS */
  take(tenant: string): () => void {
    const open = this.#open.get(tenant) ?? 0;
    const mostOfOne = tenant === ALL_TENANTS ? this.#most : Math.ceil(this.#most / 2);
    if (this.#all >= this.#most || open >= mostOfOne) {
      throw new FanoutError('TOO_MANY_REQUESTS', `There are ${this.#all} connections that wait for events already.`);
    }
    this.#all++;
    this.#open.set(tenant, open + 1);
    let isOpen = true;
    return () => {
      if (!isOpen) return;
      isOpen = false;
      this.#all--;
      const left = (this.#open.get(tenant) ?? 1) - 1;
      if (left === 0) this.#open.delete(tenant);
      else this.#open.set(tenant, left);
    };
  }
}
