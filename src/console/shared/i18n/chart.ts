/** Words of charts: summary, table, keys. */
import { defineText } from './define.ts';
import { plural } from './plural.ts';

export const chartText = defineText({
  en: {
    loadingChart: 'Loading the chart',
    noData: 'Nothing was measured in this time.',
    summary: (v: { low: string; lowAt: string; high: string; highAt: string; mean: string }) =>
      `Lowest ${v.low} (${v.lowAt}), highest ${v.high} (${v.highAt}), mean ${v.mean}.`,
    gaps: (n: number, length: string) =>
      plural.en(n, { one: `1 gap of ${length}.`, other: `# gaps, ${length} in all.` }),
    showTable: 'Show as table',
    hideTable: 'Hide the table',
    tableOf: (title: string) => `${title}, as a table`,
    time: 'Time',
    mean: 'mean',
    min: 'min',
    max: 'max',
    keys: 'Left and right move the cursor, plus and minus zoom, Shift with left and right moves in time, 0 shows all.',
    tableCut: (n: string) => `The first ${n} rows. Zoom in for the others.`,
    classHours: 'class hours',
    missing: 'nothing received',
  },
  fr: {
    loadingChart: 'Chargement du graphique',
    noData: 'Rien n’a été mesuré pendant ce temps.',
    summary: (v: { low: string; lowAt: string; high: string; highAt: string; mean: string }) =>
      `Minimum ${v.low} (${v.lowAt}), maximum ${v.high} (${v.highAt}), moyenne ${v.mean}.`,
    gaps: (n: number, length: string) =>
      plural.fr(n, {
        one: `# lacune de ${length}.`,
        many: `# de lacunes, ${length} en tout.`,
        other: `# lacunes, ${length} en tout.`,
      }),
    showTable: 'Afficher en tableau',
    hideTable: 'Masquer le tableau',
    tableOf: (title: string) => `${title}, en tableau`,
    time: 'Heure',
    mean: 'moyenne',
    min: 'min',
    max: 'max',
    keys: 'Gauche et droite déplacent le curseur, plus et moins zooment, Maj avec gauche et droite avance dans le temps, 0 montre tout.',
    tableCut: (n: string) => `Les ${n} premières lignes. Zoomez pour voir les autres.`,
    classHours: 'heures de cours',
    missing: 'rien reçu',
  },
  sw: {
    loadingChart: 'Inapakia chati',
    noData: 'Hakuna kilichopimwa wakati huu.',
    summary: (v: { low: string; lowAt: string; high: string; highAt: string; mean: string }) =>
      `Chini kabisa ${v.low} (${v.lowAt}), juu kabisa ${v.high} (${v.highAt}), wastani ${v.mean}.`,
    gaps: (n: number, length: string) =>
      plural.sw(n, { one: `Pengo # la ${length}.`, other: `Mapengo #, jumla ${length}.` }),
    showTable: 'Onyesha kama jedwali',
    hideTable: 'Ficha jedwali',
    tableOf: (title: string) => `${title}, kama jedwali`,
    time: 'Wakati',
    mean: 'wastani',
    min: 'chini',
    max: 'juu',
    keys: 'Kushoto na kulia husogeza kielekezi, kujumlisha na kutoa hukuza, Shift na kushoto au kulia husogea katika wakati, 0 huonyesha vyote.',
    tableCut: (n: string) => `Safu ${n} za kwanza. Kuza uone nyingine.`,
    classHours: 'saa za masomo',
    missing: 'hakuna kilichopokelewa',
  },
  fil: {
    loadingChart: 'Niloload ang tsart',
    noData: 'Walang nasukat sa panahong ito.',
    summary: (v: { low: string; lowAt: string; high: string; highAt: string; mean: string }) =>
      `Pinakamababa ${v.low} (${v.lowAt}), pinakamataas ${v.high} (${v.highAt}), karaniwan ${v.mean}.`,
    gaps: (n: number, length: string) =>
      plural.fil(n, { one: `# puwang, ${length} lahat.`, other: `# na puwang, ${length} lahat.` }),
    showTable: 'Ipakita bilang talahanayan',
    hideTable: 'Itago ang talahanayan',
    tableOf: (title: string) => `${title}, bilang talahanayan`,
    time: 'Oras',
    mean: 'karaniwan',
    min: 'min',
    max: 'max',
    keys: 'Kaliwa at kanan ay galaw ng cursor, plus at minus ay zoom, Shift na may kaliwa o kanan ay galaw sa panahon, 0 ay ipakita lahat.',
    tableCut: (n: string) => `Unang ${n} hilera. Mag-zoom in para sa iba.`,
    classHours: 'oras ng klase',
    missing: 'walang natanggap',
  },
});
