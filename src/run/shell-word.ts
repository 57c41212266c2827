/** Characters that no shell reads anything into. */
const plain = /^[\w@%+=:,./-]+$/;

/** A word as a POSIX shell takes it for one, for commands that a person is to copy. */
export const shellWord = (word: string): string => (plain.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`);
