import type { Row } from './rig/run-folder.js';

/** The numbers that a text prints, but for commands, which are for typing. */
export const numbersIn = (text: string): string[] =>
  [...text.replaceAll(/`[^`\n]*`/g, ' ').matchAll(/(?:\d+\.)?\d+(?:e[-+]\d+)?/g)].map(([number]) => number);

/**
 * The lines of a comparison's page whose numbers its tables do not have, each with those numbers. A line about a metric of a case
 * has to be borne out by its row of compare.csv, any other by compare.json or by how many cases compare.csv has.
 */
export function unfounded(page: string, rows: readonly Row[], json: string): string[] {
  const cases = rows.filter(({ metric }) => metric === 'status').length;
  const all = new Set([...numbersIn(json), String(cases)]);
  return page
    .replace(/<details><summary>What the words mean[^]*?<\/details>/, '')
    .split('\n')
    .flatMap((line) => {
      const known = foundation(line, rows) ?? all;
      const lacking = numbersIn(line).filter((number) => !known.has(number));
      return lacking.length === 0 ? [] : [`${lacking.join(', ')}: ${line}`];
    });
}

/** The numbers of the row that a line is about; undefined for a line that is about none, or several. */
function foundation(line: string, rows: readonly Row[]): Set<string> | undefined {
  const [row, ...others] = rows.filter((each) => isAbout(line, each));
  if (row === undefined || others.length > 0) return undefined;
  const { confidence = '', ...cells } = row;
  const share = confidence === '' ? [] : [String(Math.round(Number(confidence) * 100))];
  return new Set([...numbersIn(Object.values(cells).join('\n')), ...share]);
}

function isAbout(line: string, row: Row): boolean {
  const setting = `${row['compute_units'] ?? ''}, ${row['image_width'] ?? ''}x${row['image_height'] ?? ''}`;
  const { variant = '', device_name: device = '', metric = '' } = row;
  const asSentence = line.startsWith(`- **${variant}** on **${device}**`) && line.includes(`${setting}: ${metric}`);
  return asSentence || line.includes(`| ${device} | ${variant} | ${setting} | ${metric} |`);
}
