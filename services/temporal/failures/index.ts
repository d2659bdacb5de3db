/* Apart from the rest of this folder, because workflows use it as well: it needs nothing of Node. */
export { fromFailure, toFailure } from './failures.ts';
