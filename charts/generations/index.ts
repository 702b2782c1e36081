import type { Delivery, GenerationName } from './delivery.ts';
import type { Generation } from './generation.ts';
import { flux1 } from './flux1.ts';

const generations: Readonly<Record<GenerationName, (delivery: Required<Delivery>) => Generation>> = { flux1 };

/** How the objects of a cluster that is delivered this way are written. */
export function generationOf(delivery: Required<Delivery>): Generation {
  return generations[delivery.flux](delivery);
}
