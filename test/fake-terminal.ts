/** What stands on a terminal after all that was written to it, as far as progress needs one: no line is longer than it. */
export class FakeTerminal {
  readonly isTTY = true;
  readonly columns: number;
  #lines: string[] = [''];
  #row = 0;
  #column = 0;

  constructor(columns: number) {
    this.columns = columns;
  }

  get lines(): readonly string[] {
    return this.#lines.map((line) => line.trimEnd());
  }

  readonly write = (text: string): void => {
    for (const [part, count, order] of text.matchAll(/\u001b\[(\d*)([A-Za-z])|[^\u001b]/gu)) {
      if (order !== undefined) this.#obey(order, Number(count || 1));
      else if (part === '\n') this.#move(this.#row + 1, 0);
      else if (part === '\r') this.#move(this.#row, 0);
      else this.#put(part);
    }
  };

  #obey(order: string, count: number): void {
    if (order === 'A') this.#move(Math.max(0, this.#row - count), this.#column);
    if (order !== 'J') return;
    this.#lines = this.#lines.slice(0, this.#row + 1);
    this.#lines[this.#row] = (this.#lines[this.#row] ?? '').slice(0, this.#column);
  }

  #move(row: number, column: number): void {
    this.#row = row;
    this.#column = column;
    while (this.#lines.length <= row) this.#lines.push('');
  }

  #put(letter: string): void {
    const line = (this.#lines[this.#row] ?? '').padEnd(this.#column);
    this.#lines[this.#row] = `${line.slice(0, this.#column)}${letter}${line.slice(this.#column + 1)}`;
    this.#column += 1;
  }
}
