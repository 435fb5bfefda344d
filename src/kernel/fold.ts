/**
 * Texts as people compare them: "Lycée  Élan" and "lycee elan" are the same. Done here and not by the database,
 * whose idea of lower case depends on its locale.
 */
export function foldText(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[’ʼ`]/g, "'")
    .replace(/\s+/g, ' ')
    .trim();
}
