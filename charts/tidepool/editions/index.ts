import type { EditionName } from '../../vocabulary.ts';
import type { Edition } from './edition.ts';
import { guide } from './guide.ts';
import { k8s } from './k8s.ts';
import { v0_1_7 } from './v0-1-7.ts';
import { v0_26_0 } from './v0-26-0.ts';

export const editions: Readonly<Record<EditionName, Edition>> = { guide, k8s, '0.1.7': v0_1_7, '0.26.0': v0_26_0 };
