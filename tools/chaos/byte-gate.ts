/** A gate that bytes wait at while it is closed. */
export class ByteGate {
  #opened: Promise<void> = Promise.resolve();
  #open: () => void = () => {};
  #isClosed = false;

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#opened = new Promise((resolve) => {
      this.#open = resolve;
    });
  }

  open(): void {
    this.#isClosed = false;
    this.#open();
  }

  /** Resolves when the gate is open. */
  passed(): Promise<void> {
    return this.#opened;
  }
}
