export type DayOrder = 'day first' | 'month first';

interface ReadDay {
  /** YYYY-MM-DD. */
  readonly day: string;
  /** The order of day and month, where only numbers stand and they allow no other. */
  readonly tells?: DayOrder;
}

/** Months in English, German, French, Spanish, Italian, Portuguese and Dutch, without accents. */
const MONTHS = [
  'january januar janvier enero gennaio janeiro januari',
  'february februar fevrier febrero febbraio fevereiro februari',
  'march marz maerz mars marzo marco maart mrt',
  'april avril abril aprile',
  'may mai mayo maggio maio mei',
  'june juni juin junio giugno junho',
  'july juli juillet julio luglio julho',
  'august aout agosto augustus',
  'september septembre septiembre settembre setembro',
  'october oktober octobre octubre ottobre outubro',
  'november novembre noviembre novembro',
  'december dezember decembre diciembre dicembre dezembro',
].map((names) => names.split(' '));

/**
 * A day as it is printed. Years of two digits are not taken: their century is a guess.
 * @param order what is known from elsewhere, for 03/04/2026, which is in March or in April
 * @returns null for what is no day, or could be two
 */
export function readDay(text: string, order?: DayOrder): ReadDay | null {
  const plain = text
    .normalize('NFKC')
    .trim()
    .replace(/^\p{L}{2,}\.?,\s+(?=[\p{L}\d])/u, '');
  const yearFirst = /^(\d{4})([-./])(\d{1,2})\2(\d{1,2})$|^(\d{4})年(\d{1,2})月(\d{1,2})日$/.exec(
    plain,
  );
  if (yearFirst) {
    const [, year, , month, day, kanjiYear, kanjiMonth, kanjiDay] = yearFirst;
    return dayOf(year ?? kanjiYear, Number(month ?? kanjiMonth), day ?? kanjiDay);
  }
  const dotted = /^(\d{1,2})\. ?(\d{1,2})\. ?(\d{4})$/.exec(plain);
  if (dotted) return dayOf(dotted[3], Number(dotted[2]), dotted[1]);
  const slashed = /^(\d{1,2})([-/])(\d{1,2})\2(\d{4})$/.exec(plain);
  if (slashed) return ordered(Number(slashed[1]), Number(slashed[3]), slashed[4], order);
  return named(plain.replaceAll(/(?<=[\d\p{L}])-(?=[\d\p{L}])/gu, ' '));
}

/** Whether a text is a day of the calendar as ISO 8601 writes it. */
export function isDay(text: string): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(text) && readDay(text)?.day === text;
}

function ordered(
  first: number,
  second: number,
  year: string | undefined,
  order: DayOrder | undefined,
): ReadDay | null {
  const dayFirst = dayOf(year, second, first);
  const monthFirst = dayOf(year, first, second);
  if (dayFirst === null || monthFirst === null) {
    if (dayFirst) return { ...dayFirst, tells: 'day first' };
    return monthFirst && { ...monthFirst, tells: 'month first' };
  }
  if (first === second || order === 'day first') return dayFirst;
  return order === 'month first' ? monthFirst : null;
}

function named(text: string): ReadDay | null {
  const dayFirst =
    /^(\d{1,2})(?:st|nd|rd|th|er|\.|º)?\s+(?:of\s+|de\s+)?(\p{L}+)\.?,?\s+(?:de\s+|del\s+)?(\d{4})$/iu.exec(
      text,
    );
  if (dayFirst) return dayOf(dayFirst[3], monthNamed(dayFirst[2]), dayFirst[1]);
  const monthFirst = /^(\p{L}+)\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})$/iu.exec(text);
  return monthFirst && dayOf(monthFirst[3], monthNamed(monthFirst[1]), monthFirst[2]);
}

/** The month of a name or of its first letters; 0 where that is none, or several. */
function monthNamed(name = ''): number {
  const plain = name.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase();
  if (plain.length < 3) return 0;
  const like = MONTHS.flatMap((names, at) =>
    names.some((one) => one.startsWith(plain)) ? [at + 1] : [],
  );
  return like.length === 1 ? (like[0] ?? 0) : 0;
}

function dayOf(
  year: string | undefined,
  month: number,
  day: string | number | undefined,
): ReadDay | null {
  const date = new Date(Date.UTC(Number(year), month - 1, Number(day)));
  const exists =
    Number(year) >= 1000 && date.getUTCMonth() === month - 1 && date.getUTCDate() === Number(day);
  return exists ? { day: date.toISOString().slice(0, 10) } : null;
}
