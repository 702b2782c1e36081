/** The number of the next part of some work, for all threads that share it. */
export type Next = Int32Array<SharedArrayBuffer>;

export function firstOfAll(): Next {
  return new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
}

/** Does one part of some work after the other, each the next that no thread has begun. What throws is left out of the answer. */
export function byTurns<T>(count: number, next: Next, work: (part: number) => T): T[] {
  const done: T[] = [];
  for (let part = Atomics.add(next, 0, 1); part < count; part = Atomics.add(next, 0, 1)) {
    try {
      done[part] = work(part);
    } catch {
      Atomics.store(next, 0, count); // nothing behind it counts
    }
  }
  return done;
}
