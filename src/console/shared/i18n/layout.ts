/** Words of a visit that is laid out into cohorts and class times. */
import { defineText } from './define.ts';
import { plural } from './plural.ts';

export const layoutText = defineText({
  en: {
    open: 'Cohorts',
    openOf: (site: string) => `Cohorts of the visit at ${site}`,
    title: (site: string) => `Cohorts at ${site}`,
    cohorts: (n: number, learners: number) =>
      `${plural.en(n, { one: '# cohort', other: '# cohorts' })}, ${plural.en(learners, { one: '# learner', other: '# learners' })}`,
    dropIn: (classes: number, seats: number) =>
      `Whoever comes: ${plural.en(classes, { one: '# class', other: '# classes' })} with ${seats} seats each`,
    free: (n: number) => plural.en(n, { one: '# class is free', other: '# classes are free' }),
    cohort: (n: number) => `Cohort ${n}`,
    cohortColumn: 'Cohort',
    learners: 'Learners',
    first: 'First class',
    last: 'Last class',
    classes: 'Classes',
    times: 'Times',
    varying: 'times vary',
    aDay: (n: number) => `${n} a day`,
    short: (n: number) => plural.en(n, { one: '# learner does not fit', other: '# learners do not fit' }),
    shortWhy: (cohorts: number, classes: number, hours: string) =>
      `${plural.en(cohorts, { one: '# cohort', other: '# cohorts' })} cannot be taught: ${plural.en(classes, { one: '# class', other: '# classes' })} too few (${hours} of teaching).`,
    shortDropIn: (classes: number) =>
      `${plural.en(classes, { one: '# class', other: '# classes' })} too few.`,
    help: 'Any one of these would do:',
    'more-days': (n: number) =>
      plural.en(n, { one: '# more day with classes', other: '# more days with classes' }),
    'more-classes-a-day': (n: number) =>
      plural.en(n, { one: '# more class a day', other: '# more classes a day' }),
    'more-seats': (n: number) =>
      plural.en(n, { one: 'a truck with # more seat', other: 'a truck with # more seats' }),
    'fewer-learners': (n: number) => plural.en(n, { one: '# learner fewer', other: '# learners fewer' }),
    enrol: (n: number, seats: number) => `Enrol ${n} a cohort for ${seats} seats`,
    enrolWhy: (come: string, where: string, expected: string, chance: string) =>
      `${come} of those who enrol come (${where}): ${expected} expected, and in ${chance} of cohorts more than there are seats.`,
    site: 'as this site has shown',
    county: 'as its county has shown',
    programme: 'as the programme has shown',
    noPast: 'Nobody knows yet how many of those who enrol come here; enrol as many as there are seats.',
    grid: 'Days and class times, with the cohort of each class',
    dayColumn: 'Day',
    weekday: 'no classes on this weekday',
    'left-out': 'left out',
    holiday: 'holiday',
    maintenance: 'maintenance',
    noOne: 'free',
    openClass: 'open to all',
    editTimes: 'Change days and times',
    weekdays: 'Days with classes',
    starts: 'Classes begin',
    startsHint: 'In the order of the day, e.g. 07:30, 09:40',
    minutes: 'Minutes a class',
    save: 'Save',
    savedTimes: 'The timetable is saved',
  },
  fr: {
    open: 'Groupes',
    openOf: (site: string) => `Groupes de la visite à ${site}`,
    title: (site: string) => `Groupes à ${site}`,
    cohorts: (n: number, learners: number) =>
      `${plural.fr(n, { one: '# groupe', many: '# de groupes', other: '# groupes' })}, ${plural.fr(learners, { one: '# apprenant', many: '# d’apprenants', other: '# apprenants' })}`,
    dropIn: (classes: number, seats: number) =>
      `Qui vient : ${plural.fr(classes, { one: '# séance', many: '# de séances', other: '# séances' })} de ${seats} places`,
    free: (n: number) =>
      plural.fr(n, { one: '# séance libre', many: '# de séances libres', other: '# séances libres' }),
    cohort: (n: number) => `Groupe ${n}`,
    cohortColumn: 'Groupe',
    learners: 'Apprenants',
    first: 'Première séance',
    last: 'Dernière séance',
    classes: 'Séances',
    times: 'Horaires',
    varying: 'horaires variables',
    aDay: (n: number) => `${n} par jour`,
    short: (n: number) =>
      plural.fr(n, {
        one: '# apprenant n’a pas de place',
        many: '# d’apprenants n’ont pas de place',
        other: '# apprenants n’ont pas de place',
      }),
    shortWhy: (cohorts: number, classes: number, hours: string) =>
      `${plural.fr(cohorts, { one: '# groupe', many: '# de groupes', other: '# groupes' })} sans cours : il manque ${plural.fr(classes, { one: '# séance', many: '# de séances', other: '# séances' })} (${hours} d’enseignement).`,
    shortDropIn: (classes: number) =>
      `Il manque ${plural.fr(classes, { one: '# séance', many: '# de séances', other: '# séances' })}.`,
    help: 'L’un de ces changements suffirait :',
    'more-days': (n: number) =>
      plural.fr(n, {
        one: '# jour de séances de plus',
        many: '# de jours de plus',
        other: '# jours de séances de plus',
      }),
    'more-classes-a-day': (n: number) =>
      plural.fr(n, {
        one: '# séance de plus par jour',
        many: '# de séances de plus par jour',
        other: '# séances de plus par jour',
      }),
    'more-seats': (n: number) =>
      plural.fr(n, {
        one: 'un camion avec # place de plus',
        many: 'un camion avec # de places de plus',
        other: 'un camion avec # places de plus',
      }),
    'fewer-learners': (n: number) =>
      plural.fr(n, {
        one: '# apprenant de moins',
        many: '# d’apprenants de moins',
        other: '# apprenants de moins',
      }),
    enrol: (n: number, seats: number) => `Inscrire ${n} par groupe pour ${seats} places`,
    enrolWhy: (come: string, where: string, expected: string, chance: string) =>
      `${come} des inscrits viennent (${where}) : ${expected} attendus, et dans ${chance} des groupes plus que de places.`,
    site: 'd’après ce site',
    county: 'd’après son comté',
    programme: 'd’après le programme',
    noPast: 'On ne sait pas encore combien d’inscrits viennent ici ; inscrivez autant que de places.',
    grid: 'Jours et horaires, avec le groupe de chaque séance',
    dayColumn: 'Jour',
    weekday: 'pas de séances ce jour de la semaine',
    'left-out': 'laissé de côté',
    holiday: 'jour férié',
    maintenance: 'entretien',
    noOne: 'libre',
    openClass: 'ouvert à tous',
    editTimes: 'Changer jours et horaires',
    weekdays: 'Jours de séances',
    starts: 'Début des séances',
    startsHint: 'Dans l’ordre du jour, p. ex. 07:30, 09:40',
    minutes: 'Minutes par séance',
    save: 'Enregistrer',
    savedTimes: 'Les horaires sont enregistrés',
  },
  sw: {
    open: 'Makundi',
    openOf: (site: string) => `Makundi ya ziara ya ${site}`,
    title: (site: string) => `Makundi ya ${site}`,
    cohorts: (n: number, learners: number) =>
      `${plural.sw(n, { one: 'kundi #', other: 'makundi #' })}, ${plural.sw(learners, { one: 'mwanafunzi #', other: 'wanafunzi #' })}`,
    dropIn: (classes: number, seats: number) =>
      `Yeyote ajaye: ${plural.sw(classes, { one: 'darasa #', other: 'madarasa #' })} yenye viti ${seats} kila moja`,
    free: (n: number) => plural.sw(n, { one: 'darasa # ni huru', other: 'madarasa # ni huru' }),
    cohort: (n: number) => `Kundi ${n}`,
    cohortColumn: 'Kundi',
    learners: 'Wanafunzi',
    first: 'Darasa la kwanza',
    last: 'Darasa la mwisho',
    classes: 'Madarasa',
    times: 'Saa',
    varying: 'saa hubadilika',
    aDay: (n: number) => `${n} kwa siku`,
    short: (n: number) =>
      plural.sw(n, { one: 'mwanafunzi # hana nafasi', other: 'wanafunzi # hawana nafasi' }),
    shortWhy: (cohorts: number, classes: number, hours: string) =>
      `${plural.sw(cohorts, { one: 'Kundi # halifundishwi', other: 'Makundi # hayafundishwi' })}: yanakosekana ${plural.sw(classes, { one: 'darasa #', other: 'madarasa #' })} (${hours} za kufundisha).`,
    shortDropIn: (classes: number) =>
      `Yanakosekana ${plural.sw(classes, { one: 'darasa #', other: 'madarasa #' })}.`,
    help: 'Moja ya haya lingetosha:',
    'more-days': (n: number) =>
      plural.sw(n, { one: 'siku # zaidi ya madarasa', other: 'siku # zaidi za madarasa' }),
    'more-classes-a-day': (n: number) =>
      plural.sw(n, { one: 'darasa # zaidi kwa siku', other: 'madarasa # zaidi kwa siku' }),
    'more-seats': (n: number) =>
      plural.sw(n, { one: 'lori lenye kiti # zaidi', other: 'lori lenye viti # zaidi' }),
    'fewer-learners': (n: number) =>
      plural.sw(n, { one: 'mwanafunzi # pungufu', other: 'wanafunzi # pungufu' }),
    enrol: (n: number, seats: number) => `Sajili ${n} kwa kundi kwa viti ${seats}`,
    enrolWhy: (come: string, where: string, expected: string, chance: string) =>
      `${come} ya waliosajiliwa huja (${where}): ${expected} wanatarajiwa, na katika ${chance} ya makundi huja zaidi ya viti.`,
    site: 'kama eneo hili lilivyoonyesha',
    county: 'kama kaunti yake ilivyoonyesha',
    programme: 'kama mpango ulivyoonyesha',
    noPast: 'Bado haijulikani wangapi kati ya waliosajiliwa huja hapa; sajili kadiri ya viti.',
    grid: 'Siku na saa za madarasa, na kundi la kila darasa',
    dayColumn: 'Siku',
    weekday: 'hakuna madarasa siku hii ya wiki',
    'left-out': 'imeachwa',
    holiday: 'sikukuu',
    maintenance: 'matengenezo',
    noOne: 'huru',
    openClass: 'wazi kwa wote',
    editTimes: 'Badilisha siku na saa',
    weekdays: 'Siku za madarasa',
    starts: 'Madarasa huanza',
    startsHint: 'Kwa mpangilio wa siku, k.m. 07:30, 09:40',
    minutes: 'Dakika kwa darasa',
    save: 'Hifadhi',
    savedTimes: 'Ratiba imehifadhiwa',
  },
  fil: {
    open: 'Mga pangkat',
    openOf: (site: string) => `Mga pangkat ng bisita sa ${site}`,
    title: (site: string) => `Mga pangkat sa ${site}`,
    cohorts: (n: number, learners: number) =>
      `${plural.fil(n, { one: '# pangkat', other: '# na pangkat' })}, ${plural.fil(learners, { one: '# mag-aaral', other: '# na mag-aaral' })}`,
    dropIn: (classes: number, seats: number) =>
      `Sinumang dumating: ${plural.fil(classes, { one: '# klase', other: '# na klase' })} na may ${seats} upuan bawat isa`,
    free: (n: number) => plural.fil(n, { one: '# klase ang bakante', other: '# na klase ang bakante' }),
    cohort: (n: number) => `Pangkat ${n}`,
    cohortColumn: 'Pangkat',
    learners: 'Mag-aaral',
    first: 'Unang klase',
    last: 'Huling klase',
    classes: 'Mga klase',
    times: 'Oras',
    varying: 'paiba-iba ang oras',
    aDay: (n: number) => `${n} bawat araw`,
    short: (n: number) =>
      plural.fil(n, { one: '# mag-aaral ang walang lugar', other: '# na mag-aaral ang walang lugar' }),
    shortWhy: (cohorts: number, classes: number, hours: string) =>
      `${plural.fil(cohorts, { one: '# pangkat', other: '# na pangkat' })} ang hindi matuturuan: kulang ng ${plural.fil(classes, { one: '# klase', other: '# na klase' })} (${hours} ng pagtuturo).`,
    shortDropIn: (classes: number) =>
      `Kulang ng ${plural.fil(classes, { one: '# klase', other: '# na klase' })}.`,
    help: 'Sapat na ang isa sa mga ito:',
    'more-days': (n: number) =>
      plural.fil(n, { one: '# dagdag na araw ng klase', other: '# na dagdag na araw ng klase' }),
    'more-classes-a-day': (n: number) =>
      plural.fil(n, { one: '# dagdag na klase bawat araw', other: '# na dagdag na klase bawat araw' }),
    'more-seats': (n: number) =>
      plural.fil(n, { one: 'trak na may # dagdag na upuan', other: 'trak na may # na dagdag na upuan' }),
    'fewer-learners': (n: number) =>
      plural.fil(n, { one: 'bawas na # mag-aaral', other: 'bawas na # na mag-aaral' }),
    enrol: (n: number, seats: number) => `Magpatala ng ${n} bawat pangkat para sa ${seats} upuan`,
    enrolWhy: (come: string, where: string, expected: string, chance: string) =>
      `${come} ng nagpatala ang dumarating (${where}): ${expected} ang inaasahan, at sa ${chance} ng mga pangkat ay higit sa mga upuan.`,
    site: 'ayon sa lugar na ito',
    county: 'ayon sa county nito',
    programme: 'ayon sa programa',
    noPast: 'Hindi pa alam kung ilan sa nagpatala ang dumarating dito; magpatala ng kasindami ng mga upuan.',
    grid: 'Mga araw at oras ng klase, at ang pangkat ng bawat klase',
    dayColumn: 'Araw',
    weekday: 'walang klase sa araw na ito ng linggo',
    'left-out': 'iniwan',
    holiday: 'pista',
    maintenance: 'pagkukumpuni',
    noOne: 'bakante',
    openClass: 'bukas sa lahat',
    editTimes: 'Baguhin ang mga araw at oras',
    weekdays: 'Mga araw na may klase',
    starts: 'Simula ng mga klase',
    startsHint: 'Ayon sa takbo ng araw, hal. 07:30, 09:40',
    minutes: 'Minuto bawat klase',
    save: 'I-save',
    savedTimes: 'Na-save ang iskedyul',
  },
});
