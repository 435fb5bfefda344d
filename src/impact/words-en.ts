/** Definitions of impact in English; the other languages say the same. */
import type { ImpactWords } from './definitions.ts';

export const ENGLISH: ImpactWords = {
  measures: {
    people: {
      rule: "Learners and teachers, each once. Where names are taken: everybody who was present in at least one class, once over all courses and places. Where only heads are counted: the heads of each cohort's fullest class. A place is told by names or by heads, whichever shows more; of several courses told by heads, the largest counts. Drop-in courses, and classes of which neither visit nor cohort is known, make no people.",
      why: 'A head has no name, so the same head may sit in several classes and courses. Counting one class of a cohort, and one course of a place, can be too few and never too many.',
    },
    women: {
      rule: 'Of the people, those noted as female.',
      why: 'Who was not asked is not guessed; the true number may be higher.',
    },
    teachers: {
      rule: 'Of the people, those noted as teachers.',
      why: 'Teachers carry on what was taught when the truck has left.',
    },
    certified: {
      rule: 'People with a certificate issued in the period that was not revoked, each once. By sex and age as in the roster.',
      why: 'Certificates have numbers that anybody can verify.',
    },
    sessionsHeld: {
      rule: 'Reports of classes that were held, by the day they began in the time zone of the programme.',
      why: 'A class counts once, by whatever way and however often its report arrives.',
    },
    sessionsCancelled: {
      rule: 'Reports of classes that were not held. One with several reasons is in the list of each.',
      why: 'What did not happen, and why, belongs to what did.',
    },
    hours: {
      rule: 'Time of the classes held, from start to end, by a corrected clock.',
      why: 'Reported, not planned: a class that ended early counts for what it was.',
    },
    attendances: {
      rule: 'Heads of all classes held, learners, teachers and others: who comes ten times is ten attendances.',
      why: 'An attendance is not a person and is never told as one.',
    },
    attendanceHours: {
      rule: 'Heads of each class times its length.',
      why: 'The time people gave, without having to know who they are.',
    },
    dropInAttendances: {
      rule: 'Heads of classes of drop-in courses, and of classes whose course nobody noted.',
      why: 'Nobody registers there, so people cannot be told from visits.',
    },
    hoursPerPerson: {
      rule: 'Hours present, per person and course: by names, each roll; by heads, the heads of all classes of a cohort over those of its fullest.',
      why: 'Who takes two courses is in it twice, on both sides; otherwise hours would be overstated.',
    },
    noShows: {
      rule: 'People who were called in a roll of the period and were present in no class of it. Not known where no names are taken.',
      why: 'Only a roll says who was expected.',
    },
    schoolsConnected: {
      rule: 'Schools whose visit ended in the period, noted with internet after it and without before it. Not known where nobody noted both.',
      why: 'What a truck brings with its own router leaves with it.',
    },
    costPerPerson: {
      rule: 'Costs entered, by day where they reach over the period, over people. Not known where none are entered; several currencies are not added.',
      why: 'A cost that nobody entered is unknown, not nothing.',
    },
    parity: {
      rule: 'Women over men among the people (UNESCO: parity index). 1 is as many; not known without men or women.',
      why: 'It tells about who was taught, not about a country.',
    },
  },
  sdg: {
    '4.3.1': {
      is: 'People aged 15 to 64 who were taught.',
      isNot: 'Not a participation rate: the population is not known here.',
    },
    '4.4.1': {
      is: 'People aged 15 and over who were taught digital skills.',
      isNot:
        'Not the share of youth and adults with these skills: being taught is not having them, and others have them too.',
    },
    '4.4.2': {
      is: 'People aged 15 and over with a certificate of a course.',
      isNot: 'Not the share that reaches a minimum of digital literacy: no standard test was taken.',
    },
    '4.5.1': {
      is: 'Women over men among the people taught.',
      isNot: 'Not the parity of a country or a school: only of those who came.',
    },
    '4.a.1': {
      is: 'Schools noted with internet after a visit and without before it.',
      isNot: 'Not the share of schools with internet: only schools that a truck visited are looked at.',
    },
  },
};
