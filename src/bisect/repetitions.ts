/** Without builds of the very bytes of the one before, since such a one cannot be the first bad one. */
export const withoutRepetitions = <Each extends { readonly sha256: string }>(builds: readonly Each[]): Each[] =>
  builds.filter(({ sha256 }, index) => sha256 !== builds[index - 1]?.sha256);
