import type { Delivery } from './delivery.ts';
import type { Generation } from './generation.ts';
import { flux1 } from './flux1.ts';
import { flux2 } from './flux2.ts';

export { bootstrapFiles } from './flux2-repository.ts';

/** How the objects of a cluster that is delivered this way are written. */
export function generationOf(stack: Required<Delivery>): Generation {
  return stack.delivery === 'flux1' ? flux1(stack) : flux2(stack);
}
