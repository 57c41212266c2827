/** Letters that a terminal shows in two cells: East Asian wide ones and emoji. */
const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u;
const none = /^[\p{Mn}\p{Me}\p{Cf}]$/u;

const cells = (letter: string): number => (none.test(letter) ? 0 : wide.test(letter) ? 2 : 1);

/** How many cells a line of text takes on a terminal, about. */
export const lineWidth = (text: string): number => Array.from(text).reduce((sum, letter) => sum + cells(letter), 0);

/** A line no wider than `width`: what is too long ends in an ellipsis. */
export function fit(text: string, width: number): string {
  if (lineWidth(text) <= width) return text;
  let kept = '';
  let taken = 1;
  for (const letter of text) {
    taken += cells(letter);
    if (taken > width) break;
    kept += letter;
  }
  return width < 1 ? '' : `${kept.trimEnd()}…`;
}
