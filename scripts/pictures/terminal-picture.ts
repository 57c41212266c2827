/** Of a character, in the picture's own units. */
const cell = { width: 8.4, height: 19 } as const;
const margin = 18;
const paper = '#16191d';
const ink = '#e4e7eb';

/** A piece of a line that has one style. */
interface Span {
  readonly text: string;
  readonly isBold: boolean;
  readonly isFaint: boolean;
  readonly colour: string | undefined;
}

const colours: Readonly<Record<string, string>> = {
  31: '#ff8a80',
  32: '#8bd49c',
  33: '#f4cf73',
  34: '#8ab8ff',
  35: '#d8a4f5',
  36: '#7fd6de',
};

/** Draws lines of a terminal, whose styles are escape sequences, as an SVG. `columns` is how wide the terminal is. */
export function terminalPicture(lines: readonly string[], columns: number): string {
  const width = Math.round(columns * cell.width + 2 * margin);
  const height = lines.length * cell.height + 2 * margin;
  const rows = lines.map((line, row) => {
    let column = 0;
    const pieces = spansIn(line).map((span) => {
      const x = margin + column * cell.width;
      column += span.text.length;
      return span.text.trim() === '' ? '' : piece(span, x, margin + (row + 0.75) * cell.height);
    });
    return pieces.join('');
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${String(width)} ${String(height)}" width="${String(width)}" height="${String(height)}" role="img" font-family="ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="14" fill="${ink}">
<title>A terminal in which npm start has come to its end</title>
<rect width="100%" height="100%" rx="10" fill="${paper}"/>
${rows.filter((row) => row !== '').join('\n')}
</svg>
`;
}

/** Its length is given, so that columns stand below each other in any font. */
function piece({ text, isBold, isFaint, colour }: Span, x: number, y: number): string {
  const style = [
    isBold ? ' font-weight="700"' : '',
    isFaint ? ' opacity=".65"' : '',
    colour === undefined ? '' : ` fill="${colour}"`,
  ].join('');
  const length = (text.length * cell.width).toFixed(1);
  return `<text xml:space="preserve" x="${x.toFixed(1)}" y="${y.toFixed(1)}" textLength="${length}" lengthAdjust="spacingAndGlyphs"${style}>${escaped(text)}</text>`;
}

function spansIn(line: string): Span[] {
  const plain = { isBold: false, isFaint: false, colour: undefined };
  let style: Omit<Span, 'text'> = plain;
  return line.split(/(\u001b\[[\d;]*m)/).flatMap((part) => {
    const codes = /^\u001b\[([\d;]*)m$/.exec(part)?.[1];
    if (codes === undefined) return part === '' ? [] : [{ ...style, text: part }];
    for (const code of codes.split(';')) {
      if (code === '' || code === '0') style = plain;
      else if (code === '1') style = { ...style, isBold: true };
      else if (code === '2') style = { ...style, isFaint: true };
      else if (code === '39') style = { ...style, colour: undefined };
      else if (colours[code] !== undefined) style = { ...style, colour: colours[code] };
    }
    return [];
  });
}

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
