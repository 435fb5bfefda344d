/** Things that the page keeps beside reports and photos, by name. */

/** Any other things by name: packs, who is signed in, drafts. */
export type Things = {
  get<Thing>(name: string): Promise<Thing | undefined>;
  /** undefined removes it. */
  set(name: string, thing: unknown): Promise<void>;
  names(): Promise<string[]>;
};

/** For a page whose browser keeps nothing. */
export function memoryThings(): Things {
  const things = new Map<string, unknown>();
  return {
    get: <Thing>(name: string) => Promise.resolve(things.get(name) as Thing | undefined),
    set(name, thing) {
      if (thing === undefined) things.delete(name);
      else things.set(name, thing);
      return Promise.resolve();
    },
    names: () => Promise.resolve([...things.keys()]),
  };
}
