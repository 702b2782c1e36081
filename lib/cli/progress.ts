/** Shows how far a run has come, on a terminal and once it takes longer than a second. */
export function progressOn(terminal: { readonly isTTY?: boolean; write(text: string): unknown }, clock: () => number) {
  let isShown = false;
  const erase = (): void => {
    if (isShown) terminal.write('\r\x1b[K');
    isShown = false;
  };
  const show = (done: number, of: number): void => {
    if (terminal.isTTY !== true || clock() < 1000) return;
    if (done === of) return erase();
    terminal.write(`\r${done} of ${of} clusters`);
    isShown = true;
  };
  return { show, erase };
}
