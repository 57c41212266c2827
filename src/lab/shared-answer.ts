/**
 * What is asked of something that tells of all phones at once, a Grid or usbmuxd. Were it asked anew for each phone, a farm would
 * cost the square of its phones, so what several ask at the same moment is asked once.
 */
export class SharedAnswer<Answer> {
  readonly #ask: () => Promise<Answer>;
  #latest: { readonly answer: Promise<Answer>; readonly begunAt: number; isUnderWay: boolean } | undefined;

  constructor(ask: () => Promise<Answer>) {
    this.#ask = ask;
  }

  /** An answer that is under way is taken, and one that was asked for at most so long ago, unless it was a failure. */
  get(mostAgeMs = 0): Promise<Answer> {
    const known = this.#latest;
    const now = performance.now();
    if (known !== undefined && (known.isUnderWay || (mostAgeMs > 0 && now - known.begunAt <= mostAgeMs))) {
      return known.answer;
    }
    const asked = { answer: this.#ask(), begunAt: now, isUnderWay: true };
    this.#latest = asked;
    asked.answer.then(
      () => (asked.isUnderWay = false),
      () => {
        if (this.#latest === asked) this.#latest = undefined;
      },
    );
    return asked.answer;
  }
}
