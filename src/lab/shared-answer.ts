/**
 * What is asked of something that tells of all phones at once, a Grid or usbmuxd. Were it asked anew for each phone, a farm would
 * cost the square of its phones, so what several ask at the same moment is asked once.
 */
export class SharedAnswer<Answer> {
  readonly #ask: () => Promise<Answer>;
  readonly #isOfUseLater: (answer: Answer) => boolean;
  #latest: { readonly answer: Promise<Answer>; readonly begunAt: number; isUnderWay: boolean } | undefined;

  constructor(ask: () => Promise<Answer>, isOfUseLater: (answer: Answer) => boolean = () => true) {
    this.#ask = ask;
    this.#isOfUseLater = isOfUseLater;
  }

  /** An answer that is under way is taken, and one that was asked for at most so long ago, unless it is a failure. */
  get(mostAgeMs = 0): Promise<Answer> {
    const known = this.#latest;
    const now = performance.now();
    if (known !== undefined && (known.isUnderWay || (mostAgeMs > 0 && now - known.begunAt <= mostAgeMs))) {
      return known.answer;
    }
    const asked = { answer: this.#ask(), begunAt: now, isUnderWay: true };
    this.#latest = asked;
    const forget = (): void => {
      if (this.#latest === asked) this.#latest = undefined;
    };
    asked.answer.then((answer) => {
      asked.isUnderWay = false;
      if (!this.#isOfUseLater(answer)) forget();
    }, forget);
    return asked.answer;
  }
}
