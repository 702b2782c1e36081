import { discreet, masked } from '../leaks/index.ts';
import { sentence } from './fault.ts';
import type { Finding } from './finding.ts';

/** Messages quote what stands in files, and places are called by its keys: neither shall say more than the report of a leak does. */
export function withoutCredentials(finding: Finding): Finding {
  const { fault, object, field, source } = finding;
  const message = sentence(fault);
  const said = discreet(message);
  return {
    ...finding,
    ...(said !== message && { fault: { wrong: said } }),
    ...(object !== undefined && { object: masked(object) }),
    ...(field !== undefined && { field: masked(field) }),
    ...(source?.path !== undefined && { source: { ...source, path: masked(source.path) } }),
  };
}
