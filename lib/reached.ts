/** All that a node leads to, also by way of others; itself where it is in a ring. */
export function reachedFrom<Node>(start: Node, next: (node: Node) => Iterable<Node>): ReadonlySet<Node> {
  const reached = new Set(next(start));
  for (const node of reached) for (const further of next(node)) reached.add(further); // grows while it is gone through
  return reached;
}
