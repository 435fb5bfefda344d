/** Definitions of impact in French. */
import type { ImpactWords } from './definitions.ts';

export const FRENCH: ImpactWords = {
  measures: {
    people: {
      rule: "Apprenants et enseignants, chacun une fois. Où les noms sont pris : toute personne présente à au moins un cours, une fois pour tous les cours et lieux. Où l'on compte les têtes : celles du cours le plus plein de chaque groupe. Un lieu se lit par noms ou par têtes, selon ce qui montre le plus ; de plusieurs formations comptées par têtes, la plus grande compte. L'accueil libre, et les cours sans visite ni groupe connus, ne font pas de personnes.",
      why: "Une tête n'a pas de nom : la même peut être dans plusieurs cours. Ce compte peut être trop petit, jamais trop grand.",
    },
    women: {
      rule: 'Parmi les personnes, celles notées comme femmes.',
      why: "On ne devine pas qui n'a pas été demandé ; le vrai nombre peut être plus grand.",
    },
    teachers: {
      rule: 'Parmi les personnes, celles notées comme enseignants.',
      why: 'Les enseignants continuent quand le camion est reparti.',
    },
    certified: {
      rule: 'Personnes avec un certificat délivré dans la période et non révoqué, chacune une fois. Sexe et âge selon la liste.',
      why: 'Tout certificat a un numéro que chacun peut vérifier.',
    },
    sessionsHeld: {
      rule: 'Rapports de cours tenus, selon le jour de leur début dans le fuseau du programme.',
      why: 'Un cours compte une fois, par quelque voie et aussi souvent que son rapport arrive.',
    },
    sessionsCancelled: {
      rule: "Rapports de cours qui n'ont pas eu lieu. Avec plusieurs raisons, il figure sous chacune.",
      why: "Ce qui n'a pas eu lieu, et pourquoi, en fait partie.",
    },
    hours: {
      rule: 'Durée des cours tenus, du début à la fin, à une horloge corrigée.',
      why: 'Rapporté, non prévu : un cours écourté compte pour ce qu’il fut.',
    },
    attendances: {
      rule: 'Têtes de tous les cours tenus : qui vient dix fois fait dix présences.',
      why: "Une présence n'est pas une personne et n'est jamais dite telle.",
    },
    attendanceHours: {
      rule: 'Têtes de chaque cours fois sa durée.',
      why: 'Le temps donné, sans devoir savoir par qui.',
    },
    dropInAttendances: {
      rule: "Têtes des cours en accueil libre, et des cours dont la formation n'est pas notée.",
      why: "Personne ne s'y inscrit : on ne distingue pas les personnes des visites.",
    },
    hoursPerPerson: {
      rule: "Heures de présence par personne et formation : par noms, chaque appel ; par têtes, celles de tous les cours d'un groupe sur celles du plus plein.",
      why: 'Qui suit deux formations compte deux fois, des deux côtés ; sinon les heures seraient surestimées.',
    },
    noShows: {
      rule: 'Personnes appelées dans la période et présentes à aucun cours. Inconnu où les noms ne sont pas pris.',
      why: 'Seul un appel dit qui était attendu.',
    },
    schoolsConnected: {
      rule: 'Écoles dont la visite a fini dans la période, notées avec internet après et sans avant. Inconnu où les deux ne sont pas notés.',
      why: 'Ce que le camion apporte avec son routeur repart avec lui.',
    },
    costPerPerson: {
      rule: "Coûts saisis, au jour près s'ils dépassent la période, par personne. Inconnu sans saisie ; les monnaies ne s'additionnent pas.",
      why: "Un coût que personne n'a saisi est inconnu, pas nul.",
    },
    parity: {
      rule: 'Femmes sur hommes parmi les personnes (UNESCO : indice de parité). 1 : autant ; inconnu sans hommes ou sans femmes.',
      why: "Cela parle des personnes formées, non d'un pays.",
    },
  },
  sdg: {
    '4.3.1': {
      is: 'Personnes de 15 à 64 ans formées.',
      isNot: "Pas un taux de participation : la population n'est pas connue ici.",
    },
    '4.4.1': {
      is: 'Personnes de 15 ans et plus formées au numérique.',
      isNot: 'Pas la part qui a ces compétences : être formé n’est pas les avoir, et d’autres les ont.',
    },
    '4.4.2': {
      is: 'Personnes de 15 ans et plus avec un certificat.',
      isNot:
        "Pas la part qui atteint un minimum de littératie numérique : aucun test standard n'a été passé.",
    },
    '4.5.1': {
      is: 'Femmes sur hommes parmi les personnes formées.',
      isNot: "Pas la parité d'un pays ou d'une école : seulement de qui est venu.",
    },
    '4.a.1': {
      is: 'Écoles notées avec internet après une visite et sans avant.',
      isNot: 'Pas la part des écoles avec internet : seules les écoles visitées sont regardées.',
    },
  },
};
