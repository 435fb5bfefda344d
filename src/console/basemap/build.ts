/** placeholder */
export function basemapFile(country: string): string {
  return `${import.meta.dirname}/../public/basemap/${country}.json`;
}
export async function buildBasemap(_country: string): Promise<void> {}
