/** Languages by the names that people read: most entries are the code, e.g. "sw"; anything else stays as somebody wrote it. */
export function languageName(entered: string, locale: string): string {
  if (!/^[a-z]{2,3}$/.test(entered)) return entered;
  return new Intl.DisplayNames([locale], { type: 'language' }).of(entered) ?? entered;
}
