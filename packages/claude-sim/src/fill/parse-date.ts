const months = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');

/** The first date in a text as YYYY-MM-DD. Of 03/04/2026 the day is taken to come first. */
export function parseDate(text: string): string | undefined {
  const iso = /(\d{4})-(\d{1,2})-(\d{1,2})/.exec(text);
  if (iso !== null) return written(iso[1], iso[2], iso[3]);
  const numeric = /(\d{1,2})[./-](\d{1,2})[./-](\d{4})/.exec(text);
  if (numeric !== null) {
    const [, first, second, year] = numeric;
    return Number(second) > 12 ? written(year, first, second) : written(year, second, first);
  }
  const dayFirst = /(\d{1,2})(?:st|nd|rd|th)?\.?\s+([a-z]{3})[a-z]*\.?,?\s+(\d{4})/i.exec(text);
  if (dayFirst !== null) return written(dayFirst[3], monthOf(dayFirst[2]), dayFirst[1]);
  const monthFirst = /([a-z]{3})[a-z]*\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})/i.exec(text);
  if (monthFirst !== null) return written(monthFirst[3], monthOf(monthFirst[1]), monthFirst[2]);
  return undefined;
}

function monthOf(name = ''): string {
  return String(months.indexOf(name.toLowerCase()) + 1);
}

function written(year = '', month = '', day = ''): string | undefined {
  const date = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  const parsed = new Date(`${date}T00:00:00Z`);
  return Number.isNaN(parsed.getTime()) ? undefined : date;
}
