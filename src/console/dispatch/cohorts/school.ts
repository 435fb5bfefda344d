/** The school of a teacher as it is typed: one of our sites, or a name. */

/** `siteId` is '' while the school is none of ours; then `name` is all that is known. */
export type School = { readonly siteId: string; readonly name: string };
type Offered = { readonly siteId: string; readonly name: string; readonly county: string };

/** As it is offered: many schools share a name, few of them a county too. */
export function schoolLabel({ name, county }: Pick<Offered, 'name' | 'county'>): string {
  return county === '' ? name : `${name}, ${county}`;
}

/** The one site whose label was chosen or typed; two of one label are none, for nobody can tell which is meant. */
export function schoolOf(text: string, offered: readonly Offered[]): School {
  const wanted = text.trim().toLowerCase();
  const same = offered.filter((site) => schoolLabel(site).toLowerCase() === wanted);
  const [site] = same;
  return site === undefined || same.length > 1
    ? { siteId: '', name: text }
    : { siteId: site.siteId, name: schoolLabel(site) };
}
