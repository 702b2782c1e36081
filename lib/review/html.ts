import { quotable } from '../findings/quotable.ts';
import { detailsOf, hasDetails } from './details.ts';
import type { Review, ReviewRow, RiskRow } from './review.ts';
import { changeText, placesText, risksText, sizeText, whereText } from './text.ts';
import { listed } from './words.ts';

/** A review as one page: nothing is fetched, nothing is run, and it is read on a phone as well, by day and by night. */
export function reviewHtml(review: Review): string {
  const { risks, rows, unchanged, about } = review;
  const title = review.objects.length === 0 ? 'No difference' : `${sizeText(review)}${risksText(review)}`;
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`,
    '<meta name="color-scheme" content="light dark">',
    `<title>${escaped(title)}</title>`,
    `<style>\n${style}\n</style>`,
    '</head>',
    '<body>',
    `<header>\n<h1>${escaped(title)}</h1>\n<p>${escaped(about)}.</p>\n</header>`,
    '<main>',
    ...(risks.length > 0 ? ['<h2>Dangers</h2>', ...risks.map(riskArticle)] : []),
    ...entries(review),
    ...(rows.length > 0 ? ['<h2>Changes</h2>', ...rows.map(rowArticle)] : []),
    ...(unchanged.length > 0 ? [`<p class="quiet">Unchanged: ${escaped(listed(unchanged, 20))}.</p>`] : []),
    '</main>',
    '</body>',
    '</html>',
  ].join('\n');
}

function riskArticle(risk: RiskRow): string {
  return [
    `<article class="${risk.severity}">`,
    `<h3><span class="badge">${risk.severity}</span> ${escaped(placesText(risk))}</h3>`,
    `<p>${escaped(risk.happens)}</p>`,
    `<p class="safely"><strong>Safely:</strong> ${escaped(risk.safely)}</p>`,
    `<p class="quiet"><code>${escaped(risk.id)}</code></p>`,
    '</article>',
  ].join('\n');
}

/** What is known of risks, and what is wrong with what the configs say of them. */
function entries({ faults, acknowledged, notes }: Review): string[] {
  const known = acknowledged.map(({ risk, entry }) => `${risk.object} in ${risk.scope}, ${risk.id}: acknowledged until ${entry.until}, since ${entry.reason}`);
  const items = [...faults.map(fault => `<li class="fault">${escaped(fault)}</li>`), ...[...known, ...notes].map(text => `<li>${escaped(text)}</li>`)];
  return items.length === 0 ? [] : ['<h2>Acknowledged</h2>', '<ul>', ...items, '</ul>'];
}

function rowArticle(row: ReviewRow): string {
  const details = detailsOf(row);
  return [
    '<article>',
    `<p><span class="badge ${row.what}">${row.what}</span> <code>${escaped(changeText(row))}</code></p>`,
    `<p class="quiet">${escaped(whereText(row))}${row.cause === undefined ? '' : ` · because of <code>${escaped(row.cause)}</code>`}</p>`,
    ...(hasDetails(details) ? [
      '<details><summary>Details</summary>',
      ...(details.diff.length > 0 ? [`<pre>${details.diff.map(diffLine).join('\n')}</pre>`] : []),
      ...details.objects.map(text => `<p class="quiet">${escaped(text)}</p>`),
      '</details>',
    ] : []),
    '</article>',
  ].join('\n');
}

function diffLine(line: string): string {
  const kind = { '-': 'old', '+': 'new' }[line.charAt(0)] ?? 'quiet';
  return `<span class="${kind}">${escaped(line)}</span>`;
}

/** Texts come from names and values that anybody may have written. */
function escaped(text: string): string {
  return quotable(text).replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
}

const style = `
:root { --text: #1c2024; --quiet: #57606a; --back: #f6f8fa; --card: #fff; --line: #d0d7de; --high: #b42318; --medium: #8a5300; --good: #1a6b35; }
@media (prefers-color-scheme: dark) {
  :root { --text: #e6edf3; --quiet: #9da7b1; --back: #0d1117; --card: #161b22; --line: #30363d; --high: #ff8a80; --medium: #f0b35a; --good: #6fcf8b; }
}
* { box-sizing: border-box; }
body { margin: 0; padding: 1rem; color: var(--text); background: var(--back); font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
header, main { max-width: 60rem; margin: 0 auto; }
h1 { font-size: 1.4rem; line-height: 1.25; margin: 0 0 .25rem; }
h2 { font-size: 1.1rem; margin: 1.75rem 0 .5rem; }
h3 { font-size: 1rem; margin: 0; }
p { margin: .25rem 0; }
header p, .quiet { color: var(--quiet); font-size: .875rem; }
article { background: var(--card); border: 1px solid var(--line); border-radius: .5rem; padding: .75rem 1rem; margin: .5rem 0; }
article.high { border-left: .3rem solid var(--high); }
article.medium { border-left: .3rem solid var(--medium); }
.badge { font-size: .75rem; font-weight: 600; border: 1px solid currentColor; border-radius: 1rem; padding: .05rem .5rem; color: var(--quiet); white-space: nowrap; }
.high .badge, .badge.removed, .fault { color: var(--high); }
.medium .badge, .badge.moved { color: var(--medium); }
.badge.added { color: var(--good); }
code, pre { font: .875em/1.5 ui-monospace, Consolas, "DejaVu Sans Mono", monospace; }
pre { overflow-x: auto; margin: .5rem 0; padding: .5rem; background: var(--back); border-radius: .25rem; white-space: pre-wrap; }
.old { color: var(--high); }
.new { color: var(--good); }
summary { cursor: pointer; color: var(--quiet); font-size: .875rem; padding: .25rem 0; }
`.trim();
