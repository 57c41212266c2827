/**
 * Without what a build of the very bytes of an earlier one takes back: the builds between the two, and the later one itself. None of
 * them can be the first bad one of those that lead to the last, since what they changed is gone again. So each has a sha256 of its
 * own, and each has the bytes of a neighbour before it that it had among all.
 */
export function withoutRepetitions<Each extends { readonly sha256: string }>(builds: readonly Each[]): Each[] {
  const kept: Each[] = [];
  for (const build of builds) {
    const earlier = kept.findIndex(({ sha256 }) => sha256 === build.sha256);
    if (earlier < 0) kept.push(build);
    else kept.length = earlier + 1;
  }
  return kept;
}
