/** What the office does not take, in French. */
import type { FixText } from './fix-en.ts';

export const fixFr: FixText = {
  faults: {
    missing: 'Il manque. Remplissez-le.',
    'unknown-field': 'Le bureau ne le connaît pas encore. Dites-le au bureau, puis renvoyez.',
    'wrong-type': 'Cela n’a pas sa place ici. Remplissez à nouveau.',
    'wrong-format': 'Le bureau ne peut pas le lire. Remplissez à nouveau.',
    'not-one-of': 'Le bureau ne connaît pas ce choix. Choisissez-en un autre.',
    'too-small': 'Moins de # n’est pas possible. Corrigez.',
    'too-big': 'Plus de # n’est pas possible. Corrigez.',
    'too-short': 'Il faut au moins # lettres.',
    'too-long': 'Il y a place pour # lettres au plus. Raccourcissez.',
    'too-few': 'Il en faut au moins #.',
    'too-many': 'Il y a place pour # au plus. Enlevez-en.',
    twice: 'Quelque chose y est deux fois. Enlevez-en un.',
    unwritable: 'Il contient un signe qui ne peut pas être gardé. Tapez-le à nouveau.',
    'not-there': 'Le bureau ne l’a pas. Choisissez-en un autre, ou envoyez sans.',
    'end-missing': 'Un cours qui a eu lieu est fini. Dites quand.',
    'ends-before': 'La fin est avant le début. Corrigez l’un des deux.',
    'too-many-hours': 'Un cours dure au plus # heures. Corrigez l’une des deux heures.',
    'reason-missing': 'Touchez pourquoi il n’a pas eu lieu.',
    'other-truck':
      'Ce rapport a été fait dans le camion #. Dites là-bas que c’était une erreur, et faites-en un nouveau ici.',
    'not-your-truck': 'Le camion # n’est pas le vôtre. Demandez-le à un coordinateur, puis renvoyez.',
    'no-picture': 'Ce n’est pas une photo qui peut être gardée. Reprenez-la.',
  },
  whole: {
    'not-allowed':
      'La personne connectée ne peut pas faire de rapports. Connectez-vous comme opérateur, ou demandez à un coordinateur.',
    'too-large': 'C’est trop grand. Raccourcissez les notes ou enlevez des sujets.',
    'in-use': 'Autre chose le retient. Demandez au bureau.',
    'not-found': 'Le bureau ne l’a plus.',
    other: 'Le bureau le refuse et dit :',
  },
  fields: {
    visitId: 'Séjour',
    siteId: 'Lieu',
    cohortId: 'Groupe',
    plannedStartsAt: 'Prévu pour',
    state: 'A eu lieu ou non',
    device: 'Ce téléphone',
    body: 'Rapport',
    picture: 'Photo',
    consent: 'Accord',
    takenOn: 'Jour de l’examen',
    results: 'Résultats',
  },
  without: 'Envoyer sans',
};
