/** Alerts in French. */
import type { Say, Wording } from './say.ts';

const at = ({ site }: Say) => (site === undefined ? '' : ` à ${site}`);

const READINGS: Readonly<Record<string, string>> = {
  batteryV: 'la tension de la batterie',
  insideTempC: 'la température intérieure',
  batteryTempC: 'la température de la batterie',
  downlinkKbps: 'le débit descendant',
  latencyMs: 'le temps d’aller-retour',
  loadW: 'la consommation',
  solarPotentialW: 'le potentiel solaire',
  batterySocPct: 'l’état de charge',
  batteryW: 'la puissance de la batterie',
  solarW: 'la puissance solaire',
  occupancy: 'le compteur de personnes',
  lat: 'la position',
  dataUsedMb: 'le compteur de données',
};

export const fr: Wording = {
  'battery-class': (s) => ({
    title: `${s.truck} : la batterie ne tiendra pas les cours d’aujourd’hui`,
    cause: !s.has('reserveAt')
      ? `Charge ${s.num('batterySocPct', '%')} ; la réserve est de ${s.num('reservePct', '%')}.`
      : s.has('drawW')
        ? `Charge ${s.num('batterySocPct', '%')}, consommation ${s.power('drawW')} ; la réserve de ${s.num('reservePct', '%')} est atteinte le ${s.time('reserveAt')}.`
        : `Charge ${s.num('batterySocPct', '%')} ; selon la prévision, la réserve de ${s.num('reservePct', '%')} est atteinte le ${s.time('reserveAt')}.`,
    consequence: s.has('classesPlanned')
      ? `${s.num('classesCoveredP50')} cours sur ${s.num('classesPlanned')}${at(s)} sont couverts, ${s.num('classesCoveredP10')} par temps sombre.`
      : `Le cours${at(s)} qui finit le ${s.time('classEndsAt')} serait interrompu.`,
    action: s.has('classesCoveredAfterShedding')
      ? `Passer en mode économe : ${s.num('classesCoveredAfterShedding')} cours sont alors couverts même par temps sombre.`
      : 'Passer en mode économe maintenant ; demander au formateur d’éteindre la VR et l’écran.',
  }),
  'battery-low': (s) => ({
    title: `${s.truck} : batterie à ${s.num('batterySocPct', '%')}`,
    cause:
      (s.value('batteryW') ?? 0) > 0
        ? `Elle est à sa réserve de ${s.num('reservePct', '%')} et charge à ${s.power('batteryW')}.`
        : `Elle est à sa réserve de ${s.num('reservePct', '%')} et la salle consomme ${s.power('loadW')}.`,
    consequence: 'La salle s’éteint d’elle-même pour protéger la batterie.',
    action: 'Passer en mode économe jusqu’à ce que le soleil l’ait rechargée.',
  }),
  'battery-not-charging': (s) => ({
    title: `${s.truck} : la batterie ne prend pas de charge`,
    cause: `Le soleil pourrait donner ${s.power('solarPotentialW')}, la salle consomme ${s.power('loadW')}, la batterie à ${s.num('batterySocPct', '%')} prend ${s.power('batteryW')}.`,
    consequence: 'Elle sera vide après la prochaine soirée ; les cours dépendront du soleil du moment.',
    action: 'Faire vérifier l’interrupteur et le fusible de la batterie, et l’afficheur de son régulateur.',
  }),
  'panel-underperformance': (s) => ({
    title: `${s.truck} : les panneaux donnent ${s.num('sharePct', '%')} de ce qu’ils donnaient`,
    cause: `Constaté sur ${s.num('days')} jours avec des heures claires, sans compter nuages ni batterie pleine. Saleté, ombre, rangée coupée ou fiche desserrée.`,
    consequence:
      'Chaque jour apporte moins d’énergie que prévu ; les derniers cours de la journée tombent d’abord.',
    action: 'Faire nettoyer les panneaux, puis mesurer le courant de chaque rangée.',
  }),
  'energy-short-ahead': (s) => ({
    title: `${s.truck} : pas assez d’énergie le ${s.day('day')}`,
    cause: `Selon la prévision, la batterie couvre ${s.num('classesCoveredP50')} cours sur ${s.num('classesPlanned')}, ${s.num('classesCoveredP10')} par temps sombre.`,
    consequence: 'Les derniers cours de ce jour tomberaient.',
    action:
      'Ouvrir la visite : rapprocher les cours de midi, renoncer à la VR ou demander du courant à l’hôte.',
  }),
  'truck-silent': (s) => ({
    title: `${s.truck} : plus entendu depuis le ${s.time('lastHeardAt')}`,
    cause: s.has('usualLongestPauseMin')
      ? `Sa plus longue pause d’un jour ordinaire est de ${s.num('usualLongestPauseMin', 'min')} ; ${s.num('toleratedMin', 'min')} sont tolérées.`
      : `Il se tait depuis plus de ${s.num('toleratedMin', 'min')}.`,
    consequence: s.has('batterySocPct')
      ? `On ne sait rien de lui maintenant ; vu en dernier avec ${s.num('batterySocPct', '%')}. Il garde ses mesures et les enverra plus tard.`
      : 'On ne sait rien de lui maintenant. Il garde ses mesures et les enverra plus tard.',
    action: 'Appeler l’opérateur : l’unité est-elle allumée, y a-t-il du réseau ?',
  }),
  'off-schedule': (s) => ({
    title: `${s.truck} n’est pas${s.site === undefined ? ' à sa place' : ` à ${s.site}`}`,
    cause: `La visite a commencé ; le camion est à ${s.num('distanceKm', 'km')}.`,
    consequence: 'Les apprenants et l’hôte attendent une salle qui n’est pas là.',
    action: 'Appeler l’opérateur, puis prévenir l’hôte ou modifier la visite.',
  }),
  'late-for-visit': (s) => ({
    title: `${s.truck} sera en retard${at(s)}`,
    cause: `Les ${s.num('distanceKm', 'km')} restants prennent environ ${s.num('neededH', 'h')} ; il reste ${s.num('roadH', 'h')} de jour avant le premier cours du ${s.time('firstClassAt')}.`,
    consequence: 'Le premier cours ne peut pas commencer à l’heure.',
    action: 'Prévenir l’hôte maintenant, ou déplacer le premier cours.',
  }),
  'bandwidth-short': (s) => ({
    title: `${s.truck} : le réseau est trop lent pour la formation`,
    cause: `${s.rate('downlinkKbps')} reçus ; la formation demande ${s.rate('needKbps')}. Signal ${s.num('signalDbm', 'dBm')}.`,
    consequence: 'Les exercices en ligne se bloquent pour toute la classe.',
    action: 'Prendre du matériel hors ligne ; essayer une autre SIM ou une autre place pour l’antenne.',
  }),
  'data-bundle': (s) => ({
    title: `${s.truck} : ${s.num('usedPct', '%')} du forfait du mois sont consommés`,
    cause: `${s.num('usedMb', 'Mo')} sur ${s.num('bundleMb', 'Mo')} ; à ce rythme il est épuisé le ${s.time('outAt')}, le mois finit le ${s.time('renewsAt')}.`,
    consequence: 'Sans données, pas de cours en ligne, et le camion n’est plus entendu.',
    action: 'Acheter des données, ou demander au formateur d’éviter les vidéos en ligne.',
  }),
  'over-occupancy': (s) => ({
    title: `${s.truck} : ${s.num('occupancy')} personnes pour ${s.num('seats')} places`,
    cause: `C’est ce que dit le compteur de la porte${at(s)} ; un compteur dérive au fil du jour.`,
    consequence: 'Si c’est vrai, la salle est trop pleine pour être sûre et les ordinateurs sont partagés.',
    action: 'Regarder le camion ; demander au formateur de compter les têtes.',
  }),
  'class-empty': (s) => ({
    title: `${s.truck} : un cours est prévu et personne n’est là`,
    cause: `Le cours${at(s)} devait commencer le ${s.time('classStartedAt')} ; ${s.num('occupancy')} personnes sont comptées.`,
    consequence: 'Un cours de la formation est perdu s’il ne commence pas bientôt.',
    action: 'Appeler l’opérateur : les apprenants le savent-ils, le portail est-il ouvert ?',
  }),
  'sensor-fault': (s) => {
    const reading = READINGS[s.subject] ?? s.subject;
    const how = s.text('how');
    if (how === 'dropped')
      return {
        title: `${s.truck} : mesures inutilisables`,
        cause: `${s.num('readingsDropped')} mesures de la dernière heure étaient hors de leur plage possible ou n’étaient pas des nombres.`,
        consequence: 'Ces mesures sont montrées comme inconnues.',
        action: 'Faire vérifier le capteur et son câble.',
      };
    if (how === 'balance')
      return {
        title: `${s.truck} : ses puissances ne s’accordent pas`,
        cause: `Solaire ${s.power('solarW')} et secteur ${s.power('gridW')} contre consommation ${s.power('loadW')} et batterie ${s.power('batteryW')} : il manque ${s.power('imbalanceW')}.`,
        consequence: 'L’un des compteurs est faux ; énergie et prévisions ne sont pas fiables.',
        action: 'Faire vérifier les capteurs de courant et leurs échelles.',
      };
    if (how === 'missing')
      return {
        title: `${s.truck} : ${reading} manque`,
        cause: `Connu en dernier le ${s.time('lastKnownAt')}, alors que d’autres mesures arrivent.`,
        consequence: 'Ce qui en dépend est inconnu, et ses alertes se taisent.',
        action: 'Faire vérifier le capteur et son câble.',
      };
    return {
      title: `${s.truck} : ${reading} ${how === 'impossible' ? 'donne une valeur impossible' : 'ne bouge plus'}`,
      cause:
        how === 'impossible'
          ? `Le capteur dit ${s.num('value')}, plus que les panneaux ne peuvent donner.`
          : `Exactement ${s.num('value')} depuis le ${s.time('sameSince')}.`,
      consequence: 'Les courbes et les règles qui s’en servent sont fausses.',
      action: 'Faire vérifier le capteur et redémarrer son unité.',
    };
  },
  'clock-wrong': (s) => ({
    title: `${s.truck} : son horloge est fausse`,
    cause: s.has('behindMin')
      ? `Elle retarde de ${s.num('behindMin', 'min')}.`
      : `${s.num('wrongLastHour')} mesures de la dernière heure ont une heure impossible, dont ${s.num('aheadLastHour')} du futur.`,
    consequence: s.value('aheadLastHour')
      ? 'Les mesures du futur sont refusées ; rien n’en est perdu, mais rien n’en est montré.'
      : 'Ses mesures reçoivent l’heure de leur arrivée ou comptent comme tardives ; ses alertes du moment se taisent.',
    action: 'Faire régler l’heure de l’unité (NTP, GPS ou pile de l’horloge).',
  }),
  flapping: (s) => ({
    title: `${s.truck} se connecte sans cesse`,
    cause: 'Deux unités portent peut-être son nom, ou une seule redémarre toujours.',
    consequence: 'Ses données peuvent avoir des trous et les commandes ne pas l’atteindre.',
    action: 'Lui donner un nouveau mot de passe ; une seule unité pourra alors porter son nom.',
  }),
  'credentials-misuse': (s) => ({
    title: `${s.truck} : quelqu’un abuse peut-être de son nom`,
    cause: s.value('mismatchesLastHour')
      ? `${s.num('mismatchesLastHour')} messages de la dernière heure portent le nom d’un autre camion.`
      : `${s.num('refusedSignIns')} connexions avec un faux mot de passe dans la dernière heure.`,
    consequence: 'Rien n’en a été enregistré. L’auteur peut continuer d’essayer.',
    action: 'Donner un nouveau mot de passe au camion et regarder les messages refusés.',
  }),
  'quarantine-rising': (s) => ({
    title: `${s.truck} : beaucoup de messages sont refusés`,
    cause: `${s.num('refusedLastHour')} dans la dernière heure, ${s.num('usualPerHour')} d’ordinaire.`,
    consequence:
      'Ils sont gardés, mais ne comptent pas tant que la cause n’est pas réparée et qu’ils ne sont pas rejoués.',
    action: 'Ouvrir les messages refusés : chacun a sa raison.',
  }),
};
