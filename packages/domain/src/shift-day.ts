/** The day so many days after one, or before it, both as YYYY-MM-DD (UTC). */
export function shiftDay(day: string, days: number): string {
  return new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10);
}
