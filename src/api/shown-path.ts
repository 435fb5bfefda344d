/** The path of a request as it may stand in a log: without the query (a set-up link's token) and without a calendar's secret. */
export function shownPath(url: string): string {
  return (url.split('?', 1)[0] ?? '').replace(/(\/calendar\/)[^/]+(\.ics)$/, '$1(secret)$2');
}
