import type { Delivery, GenerationName } from './delivery.ts';
import type { Generation } from './generation.ts';
import { flux1 } from './flux1.ts';
import { flux2 } from './flux2.ts';
import { helm } from './helm.ts';
import { kustomize } from './kustomize.ts';

export { bootstrapFiles } from './flux2-repository.ts';

const generations: { readonly [Name in GenerationName]: (stack: Required<Delivery<Name>>) => Generation } = { flux1, flux2, helm, kustomize };

/** How the objects of a cluster that is delivered this way are written. */
export function generationOf<Name extends GenerationName>(stack: Required<Delivery<Name>>): Generation {
  return generations[stack.delivery](stack);
}
