/** A function that makes its answer once for each object: the objects do not change, and many rules ask. */
export function remembered<Key extends object, Answer>(make: (key: Key) => Answer): (key: Key) => Answer {
  const answers = new WeakMap<Key, { readonly answer: Answer }>();
  return key => {
    const known = answers.get(key) ?? { answer: make(key) };
    answers.set(key, known);
    return known.answer;
  };
}
