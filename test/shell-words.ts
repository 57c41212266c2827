/** The words of a simple command line, as a shell parts them: at blanks, unless these stand in quotation marks. */
export const wordsIn = (line: string): string[] =>
  [...line.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(([, single, double, bare]) => single ?? double ?? bare ?? '');
