// What is set in the browser is told to the server, whose answer comes later: it must not pull back what has moved on.

/** Values by their names: what the server last said, and what it was told since. */
export class Echo {
  constructor() {
    /** @type {Record<string, unknown>} */
    this.seen = {};
    /** @type {Record<string, unknown[]>} */
    this.sent = {};
  }

  /** Whether the server says something that it was not told from here. @type {(name: string, value: unknown) => boolean} */
  isNews(name, value) {
    if (this.seen[name] === value) return false;
    this.seen[name] = value;
    const sent = this.sent[name] ?? [];
    const echo = sent.lastIndexOf(value);
    this.sent[name] = echo < 0 ? [] : sent.slice(echo + 1);
    return echo < 0;
  }

  /** Whether the server has to be told; then it counts as told. @type {(name: string, value: unknown) => boolean} */
  isToBeSent(name, value) {
    this.sent[name] ??= [];
    if (value === (this.sent[name].at(-1) ?? this.seen[name])) return false;
    this.sent[name].push(value);
    return true;
  }
}
