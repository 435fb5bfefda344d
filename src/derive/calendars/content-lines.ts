/**
 * Content lines of iCalendar (RFC 5545, section 3.1): `NAME;PARAM=value:value`, ended by CRLF and folded so that no line is longer than
 * 75 octets. Written here rather than by a library: the one that fits Node writes names unescaped, so that a site's name could end the
 * line and begin another property, and leaves the place of a site on the equator out.
 */

const OCTETS_MAX = 75;

/** A value of type TEXT (section 3.3.11). Control characters besides tab and newline may stand nowhere in a calendar. */
export function textValue(text: string): string {
  return (
    text
      .toWellFormed()
      .replace(/\r\n|\r|[\u0085\u2028\u2029]/g, '\n')
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what has to go
      .replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, '')
      .replace(/[\\;,]/g, '\\$&')
      .replace(/\n/g, '\\n')
  );
}

/** Folds between characters, never within one: a reader may look at a line's bytes before it joins them. */
export function fold(line: string): string {
  if (Buffer.byteLength(line) <= OCTETS_MAX) return `${line}\r\n`;
  let folded = '';
  let octets = 0;
  for (const character of line) {
    const size = Buffer.byteLength(character);
    if (octets + size > OCTETS_MAX) {
      folded += '\r\n ';
      octets = 1;
    }
    folded += character;
    octets += size;
  }
  return `${folded}\r\n`;
}

/** A UTC time, `20261126T064500Z`. */
export function utcValue(atMs: number): string {
  return new Date(atMs).toISOString().replace(/[-:]|\.\d+/g, '');
}

/** A day, `20261126`, of `2026-11-26`. */
export function dayValue(day: string): string {
  return day.replaceAll('-', '');
}

/** A time of the wall, `20261126T073000`, so many minutes after the day has begun. */
export function wallValue(day: string, minutes: number): string {
  const at = new Date(Date.parse(`${day}T00:00:00Z`) + minutes * 60_000);
  return at.toISOString().replace(/[-:]|\.\d+Z/g, '');
}
