/** A function whose work is done once a process, at its first call; every call gets the same answer, or the same error. */
export function once<T>(work: () => T): () => T {
  let done: {readonly answer: T} | undefined;
  return () => (done ??= {answer: work()}).answer;
}
