/** The next event of a kind. */
export function once(target: EventTarget, type: string): Promise<Event> {
  return new Promise((resolve) => target.addEventListener(type, resolve, { once: true }));
}

/** @throws Error with a reason when something takes longer than so many milliseconds */
export async function within<T>(ms: number, reason: string | (() => string), work: Promise<T>): Promise<T> {
  let timer = 0;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(typeof reason === 'string' ? reason : reason())), ms);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
