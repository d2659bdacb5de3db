export { type Estimate, type EstimateWish, estimate, type SeenSource } from './estimate.ts';
