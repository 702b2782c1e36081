/** Where the time of a run goes: one phase at a time, from the start of the process. */
const spent = new Map<string, number>();
let [phase, since] = ['load the program', 0];

/** What follows belongs to this phase. Answers which one it was before. */
export function enter(next: string): string {
  const [before, now] = [phase, performance.now()];
  spent.set(before, (spent.get(before) ?? 0) + now - since);
  [phase, since] = [next, now];
  return before;
}

/** Does work that is a phase within another. */
export function within<T>(next: string, work: () => T): T {
  const outer = enter(next);
  try {
    return work();
  } finally {
    enter(outer);
  }
}

/** Milliseconds of each phase so far, a line each. */
export function phaseReport(): string {
  enter(phase);
  const rows = [...spent, ['in all', performance.now()] as const];
  return rows.map(([name, time]) => `${time.toFixed(0).padStart(7)} ms  ${name}`).join('\n');
}
