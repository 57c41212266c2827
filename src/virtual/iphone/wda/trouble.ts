/** What is wrong with a WebDriverAgent that runs. */
export class WdaTrouble {
  #errorsLeft = 0;

  /** How much later than it could it gives each answer. */
  slowByMs = 0;

  /** It fails at so many requests from now on. */
  failNext(requests: number): void {
    this.#errorsLeft = requests;
  }

  /** Whether it fails at this request. */
  takesFailure(): boolean {
    if (this.#errorsLeft === 0) return false;
    this.#errorsLeft -= 1;
    return true;
  }
}
