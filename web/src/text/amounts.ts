/** Counts and durations in words. */

/** "1 image", "2,000 images". */
export const of = (n: number, one: string, many = `${one}s`) => `${n.toLocaleString("en")} ${n === 1 ? one : many}`;

const clock = new Intl.DateTimeFormat("en", { dateStyle: "medium", timeStyle: "short" });

/** "Nov 26, 2026, 10:04 AM", of a time as the API says it. */
export const when = (iso: string) => clock.format(new Date(iso));

/** "40 seconds", "3 minutes", "1 h 20 min". */
export function duration(seconds: number): string {
  if (seconds < 90) return of(Math.max(1, Math.round(seconds)), "second");
  const minutes = Math.round(seconds / 60);
  return minutes < 90 ? of(minutes, "minute") : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
