/** Words of what is behind a number: whom of its classes it is of, and what there is where no classes are. */
import { defineText } from './define.ts';

export const behindText = defineText({
  en: {
    ofThese: 'Of them',
    schoolsBehind: (n: string) => `Schools behind it: ${n}`,
    allSchools: 'All schools that were visited in these days',
    costsBehind: (n: string) => `Costs behind it: ${n}`,
    allCosts: 'All costs',
    ofDays: 'Of these days',
    sum: 'Together',
    over: (amount: string, people: string) => `${amount} over ${people} people taught`,
    sitesIn: (sites: string, county: string) => `${sites} sites reached, ${county}`,
  },
  fr: {
    ofThese: 'Dont',
    schoolsBehind: (n: string) => `Écoles derrière ce chiffre : ${n}`,
    allSchools: 'Toutes les écoles visitées ces jours-là',
    costsBehind: (n: string) => `Coûts derrière ce chiffre : ${n}`,
    allCosts: 'Tous les coûts',
    ofDays: 'Pour ces jours',
    sum: 'Ensemble',
    over: (amount: string, people: string) => `${amount} pour ${people} personnes formées`,
    sitesIn: (sites: string, county: string) => `${sites} sites atteints, ${county}`,
  },
  sw: {
    ofThese: 'Kati yao',
    schoolsBehind: (n: string) => `Shule zilizo nyuma yake: ${n}`,
    allSchools: 'Shule zote zilizotembelewa siku hizi',
    costsBehind: (n: string) => `Gharama zilizo nyuma yake: ${n}`,
    allCosts: 'Gharama zote',
    ofDays: 'Ya siku hizi',
    sum: 'Jumla',
    over: (amount: string, people: string) => `${amount} kwa watu ${people} waliofundishwa`,
    sitesIn: (sites: string, county: string) => `Maeneo ${sites} yaliyofikiwa, ${county}`,
  },
  fil: {
    ofThese: 'Sa kanila',
    schoolsBehind: (n: string) => `Mga paaralang pinagmulan nito: ${n}`,
    allSchools: 'Lahat ng paaralang binisita sa mga araw na ito',
    costsBehind: (n: string) => `Mga gastos na pinagmulan nito: ${n}`,
    allCosts: 'Lahat ng gastos',
    ofDays: 'Sa mga araw na ito',
    sum: 'Kabuuan',
    over: (amount: string, people: string) => `${amount} para sa ${people} taong naturuan`,
    sitesIn: (sites: string, county: string) => `${sites} lugar na naabot, ${county}`,
  },
});
