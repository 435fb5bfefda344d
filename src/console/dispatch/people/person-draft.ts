/** What the form about a person needs besides its fields. Pure, but for the dice it is handed. */

/** "DT-01, DT-07" or "DT-01 DT-07" as a list; each once. */
export function truckIdsOf(text: string): readonly string[] {
  return [...new Set(text.split(/[\s,;]+/).filter(Boolean))];
}

/** Without those that are mistaken for each other when read out. 32 of them, so that every byte is as likely. */
const CHARACTERS = 'abcdefghijkmnpqrstuvwxyz23456789';
const GROUPS = 4;
const GROUP_LENGTH = 4;

/** 80 bits in groups that can be told on the phone: "k3fp-x9qa-mm2d-7zre". */
export function suggestPassword(dice: { getRandomValues(bytes: Uint8Array<ArrayBuffer>): unknown }): string {
  const bytes = new Uint8Array(GROUPS * GROUP_LENGTH);
  dice.getRandomValues(bytes);
  const characters = Array.from(bytes, (byte) => CHARACTERS[byte % CHARACTERS.length]);
  return Array.from({ length: GROUPS }, (_, group) =>
    characters.slice(group * GROUP_LENGTH, (group + 1) * GROUP_LENGTH).join(''),
  ).join('-');
}
