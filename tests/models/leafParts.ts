/** Leaves by number, renamed in the order in which rows meet them: the same for the same parts. */
export function leafParts(leaves: ArrayLike<number>): number[] {
  const names = new Map<number, number>();
  return Array.from(leaves, (leaf) => {
    if (!names.has(leaf)) names.set(leaf, names.size);
    return names.get(leaf)!;
  });
}
