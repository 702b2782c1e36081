import { expect, test } from 'vitest';
import { progressOn } from '../lib/cli/progress.ts';

function shownOn(terminal: { readonly isTTY?: boolean }, seconds: number): string {
  let written = '';
  const { show, erase } = progressOn({ ...terminal, write: (text: string) => { written += text; } }, () => seconds * 1000);
  for (const done of [0, 1, 2]) show(done, 2);
  erase();
  return written;
}

test('progress is shown on a terminal, and nothing of it is left', () => {
  expect(shownOn({ isTTY: true }, 2)).toBe('\r0 of 2 clusters\r1 of 2 clusters\r\x1b[K');
});

test('nothing is shown in the first second, or where no terminal is', () => {
  expect([shownOn({ isTTY: true }, 0.9), shownOn({}, 2)]).toEqual(['', '']);
});

test('a line that is printed meanwhile stands alone', () => {
  let written = '';
  const { show, erase } = progressOn({ isTTY: true, write: (text: string) => { written += text; } }, () => 2000);
  show(1, 2);
  erase();
  erase();
  expect(written).toBe('\r1 of 2 clusters\r\x1b[K');
});
