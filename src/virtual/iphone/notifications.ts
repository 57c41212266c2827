/** The phone's Darwin notifications. A post reaches those who observe at that moment; nobody else ever hears of it. */
export class Notifications {
  readonly #observers = new Map<string, Set<() => void>>();
  readonly #held = new Set<string>();

  /** Returns whether anybody observed it. */
  post(name: string): boolean {
    const observers = [...(this.#observers.get(name) ?? [])];
    for (const observer of observers) observer();
    return observers.length > 0;
  }

  /**
   * Posts when somebody observes, at once or later. It stands for work that takes a phone seconds and is over here in
   * milliseconds: an installation ends before the client that asked for it has had time to observe.
   */
  postOnceObserved(name: string): void {
    if (!this.post(name)) this.#held.add(name);
  }

  /** Returns the function that stops observing. */
  observe(name: string, observer: () => void): () => void {
    const observers = this.#observers.get(name) ?? new Set();
    this.#observers.set(name, observers.add(observer));
    if (this.#held.delete(name)) observer();
    return () => observers.delete(observer);
  }
}
