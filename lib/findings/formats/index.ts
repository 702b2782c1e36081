import type { Validation } from '../finding.ts';
import { github } from './github.ts';
import { json } from './json.ts';
import { junit } from './junit.ts';
import { sarif } from './sarif.ts';
import { text } from './text.ts';

export type FormatName = 'text' | 'json' | 'github' | 'sarif' | 'junit';

/** Says all findings of a validation, without a newline at the end. The same findings give the same bytes, in whichever order. */
export type Format = (validation: Validation) => string;

export const formats: Readonly<Record<FormatName, Format>> = { text, json, github, sarif, junit };
