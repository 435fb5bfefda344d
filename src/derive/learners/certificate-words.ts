/** What stands on a certificate, in four languages. Swahili and Filipino are drafts that wait for a native reader. */
import type { Language } from '@digitruck/contract/people';

type Words = {
  readonly title: string;
  readonly subtitle: string;
  readonly awarded: string;
  readonly completed: string;
  readonly hours: (hours: string) => string;
  readonly place: string;
  readonly date: string;
  readonly signature: string;
  readonly number: string;
  readonly verify: string;
  /** For a line that is written on by hand. */
  readonly unnamed: (number: string) => string;
  readonly locale: string;
};

export const CERTIFICATE_WORDS: Readonly<Record<Language, Words>> = {
  en: {
    title: 'Certificate',
    subtitle: 'of completion',
    awarded: 'This certifies that',
    completed: 'has completed and passed the course',
    hours: (hours) => `${hours} hours in the mobile classroom`,
    place: 'Place',
    date: 'Date',
    signature: 'For the programme',
    number: 'Certificate number',
    verify: 'Scan, or type the number, to see that this certificate is real',
    unnamed: (number) => `Learner no. ${number}`,
    locale: 'en-GB',
  },
  fr: {
    title: 'Certificat',
    subtitle: 'de réussite',
    awarded: 'Il est certifié que',
    completed: 'a suivi et réussi le cours',
    hours: (hours) => `${hours} heures dans la classe mobile`,
    place: 'Lieu',
    date: 'Date',
    signature: 'Pour le programme',
    number: 'Numéro du certificat',
    verify: 'Scannez, ou saisissez le numéro, pour vérifier ce certificat',
    unnamed: (number) => `Apprenant n° ${number}`,
    locale: 'fr-FR',
  },
  sw: {
    title: 'Cheti',
    subtitle: 'cha kuhitimu',
    awarded: 'Hii ni kuthibitisha kwamba',
    completed: 'amehudhuria na kufaulu kozi ya',
    hours: (hours) => `Saa ${hours} katika darasa linalotembea`,
    place: 'Mahali',
    date: 'Tarehe',
    signature: 'Kwa niaba ya mradi',
    number: 'Namba ya cheti',
    verify: 'Changanua, au andika namba, kuhakiki kwamba cheti hiki ni cha kweli',
    unnamed: (number) => `Mwanafunzi na. ${number}`,
    locale: 'sw-KE',
  },
  fil: {
    title: 'Sertipiko',
    subtitle: 'ng pagtatapos',
    awarded: 'Pinatutunayan nito na si',
    completed: 'ay nagtapos at pumasa sa kursong',
    hours: (hours) => `${hours} oras sa naglalakbay na silid-aralan`,
    place: 'Lugar',
    date: 'Petsa',
    signature: 'Para sa programa',
    number: 'Numero ng sertipiko',
    verify: 'I-scan, o i-type ang numero, upang matiyak na totoo ang sertipikong ito',
    unnamed: (number) => `Mag-aaral blg. ${number}`,
    locale: 'fil-PH',
  },
};
