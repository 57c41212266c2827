/** A path as a word of a command that somebody may paste into a shell: in quotes where a shell would read it otherwise. */
export const shellWord = (path: string): string =>
  /^[\w./:@%+=,-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
