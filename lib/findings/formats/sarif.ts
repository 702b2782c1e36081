import { createHash } from 'node:crypto';
import { sentence } from '../fault.ts';
import { clickable, headline, inOrder, outcome, placeOf, type Finding, type Location, type RuleInfo, type Validation } from '../finding.ts';

const schema = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';

/**
 * SARIF 2.1.0, for code scanning and for editors. It has what GitHub asks for beyond the standard: a file for every result, a full
 * description and a help text for every rule. What differs from run to run stays out: no time, no folder of this machine.
 */
export function sarif(validation: Validation): string {
  const rules = rulesOf(validation);
  const indexes = new Map(rules.map(({ id }, index) => [id, index]));
  const run = {
    tool: { driver: { name: validation.tool, rules: rules.map(descriptorOf) } },
    columnKind: 'utf16CodeUnits',
    results: inOrder(validation.findings).map(finding => resultOf(finding, indexes.get(finding.rule))),
  };
  return JSON.stringify({ $schema: schema, version: '2.1.0', runs: [run] }, null, 2);
}

/** Each rule once, and behind them those that have findings but no description, since a result without its rule is not valid. */
function rulesOf({ findings, rules }: Validation): RuleInfo[] {
  const described = new Map(rules.map(rule => [rule.id, rule]));
  const others = inOrder(findings).map(({ rule }) => rule).filter(id => !described.has(id));
  return [...described.values(), ...[...new Set(others)].sort().map(id => ({ id, summary: `Rule ${id}.` }))];
}

function descriptorOf({ id, summary, help }: RuleInfo): object {
  const description = { text: literal(summary) };
  const isAddress = help !== undefined && /^https?:/.test(help);
  return {
    id,
    shortDescription: description,
    fullDescription: description,
    help: { text: literal(help === undefined ? summary : `${summary} See ${help}`) },
    helpUri: isAddress ? help : undefined,
  };
}

function resultOf(finding: Finding, ruleIndex: number | undefined): object {
  const { rule, severity, fault, source, output } = finding;
  const related = source === undefined ? undefined : output;
  return {
    ruleId: rule,
    ruleIndex,
    level: severity,
    message: { text: `${literal(headline(finding))}${seeAlso(finding, related)}` },
    locations: [{ physicalLocation: physical(placeOf(finding) ?? { file: '.' }), logicalLocations: logical(finding) }],
    relatedLocations: related && [{ id: relatedId, physicalLocation: physical(related), message: { text: literal(clickable(related)) } }],
    properties: { wrong: fault.wrong, source: fault.source, instead: fault.instead },
    partialFingerprints: { 'finding/v1': fingerprint(finding) },
  };
}

const relatedId = 1;

/** Where the source shows in the output. Code scanning shows a related location only where the message has a link to it. */
function seeAlso(finding: Finding, related: Location | undefined): string {
  return related === undefined ? '' : ` See [${literal(outcome(finding)).replace(/[\\[\]]/g, '\\$&')}](${relatedId}).`;
}

/** Text that has no placeholders in it: SARIF doubles braces that mean themselves. */
function literal(text: string): string {
  return text.replace(/[{}]/g, '$&$&');
}

function physical({ file, line, column }: Location): object {
  return {
    artifactLocation: { uri: uriOf(file), uriBaseId: '%SRCROOT%' },
    region: line === undefined ? undefined : { startLine: line, startColumn: column },
  };
}

/** A relative URI has no colon before its first slash, and no half of a character anywhere. */
function uriOf(file: string): string {
  return file.replace(/\p{Cs}/gu, '\ufffd').split('/').map(encodeURIComponent).join('/');
}

function logical({ object }: Finding): object[] | undefined {
  return object === undefined ? undefined : [{ fullyQualifiedName: object, kind: 'object' }];
}

/** The same as long as the same is wrong with the same thing, on whichever line it stands. */
function fingerprint(finding: Finding): string {
  const { rule, object, field, source, fault } = finding;
  const what = [rule, placeOf(finding)?.file, source?.path, object, field, sentence(fault)].map(part => part ?? '');
  return createHash('sha256').update(JSON.stringify(what)).digest('hex');
}
