/** A form that a schema asks of a text by name. */
export interface TextFormat {
  /** `a time such as 5m` */
  readonly title: string;
  /** A message may quote what stands there: it is no secret. */
  readonly isShown: boolean;
  readonly has: (text: string) => boolean;
}

/** What API servers check, as they do it; other names say nothing. Source: kube-openapi, `strfmt`; Go's encoding/base64. */
export const textFormats: Readonly<Record<string, TextFormat>> = {
  byte: { title: 'base64', isShown: false, has: isBase64 },
  date: { title: 'a day such as 2027-03-31', isShown: true, has: isDay },
  datetime: { title: 'a moment such as 2027-03-31T12:00:00Z', isShown: true, has: isMoment },
  'date-time': { title: 'a moment such as 2027-03-31T12:00:00Z', isShown: true, has: isMoment },
  duration: { title: 'a duration such as 1h30m', isShown: true, has: isDuration },
};

/** Ends of lines do not count. */
function isBase64(text: string): boolean {
  const digits = text.replace(/[\r\n]/g, '');
  return digits.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(digits);
}

function isDay(text: string): boolean {
  const [, month = 0, day = 0] = /^\d{4}-(\d\d)-(\d\d)$/.exec(text) ?? [];
  return Number(month) >= 1 && Number(month) <= 12 && Number(day) >= 1 && Number(day) <= 31;
}

function isMoment(text: string): boolean {
  const [, day = '', hour, minute, second] = /^([^tT]+)[tT](\d\d):(\d\d):(\d\d)(?:[.,]\d+)?(?:[zZ]|[+-]\d\d:?\d\d)$/.exec(text) ?? [];
  return isDay(day) && Number(hour) <= 23 && Number(minute) <= 59 && Number(second) <= 60;
}

/** Go's durations, days and weeks, and ISO 8601. */
function isDuration(text: string): boolean {
  const units = /^[-+]?(\d+(\.\d*)?\s*([nuµμm]?s|[mhdw]|(nano|micro|milli)?(sec|second)s?|min(ute)?s?|h(ou)?rs?|days?|w(ee)?ks?)\s*)+$/i;
  return units.test(text) || /^[-+]?P(?=.*\d)(\d+[YMWD])*(T(\d+(\.\d+)?[HMS])+)?$/.test(text);
}
