/** Small choices kept in this browser. Storage may be forbidden or broken: then a choice holds as long as the page. */

export function readKept<T extends object>(key: string): Partial<T> {
  try {
    return (JSON.parse(localStorage.getItem(key) ?? "{}") ?? {}) as Partial<T>;
  } catch {
    return {};
  }
}

export function keep(key: string, value: object): void {
  try {
    localStorage.setItem(key, JSON.stringify(value));
  } catch {
    // not kept, but still in force
  }
}
