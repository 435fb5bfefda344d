/** Reasons in words: what keeps a request out of a plan, or an edit from being made. Made from code and facts by reason-words.ts. */
import { defineText } from '../../shared/i18n/define.ts';

export const reasonText = defineText({
  en: {
    aTruck: 'A truck',
    noTruck: 'No truck can serve it.',
    noTruckBandwidth: (need: string, has: string) => `It needs ${need} of bandwidth; the site has ${has}.`,
    noTruckAccess: 'A lorry cannot reach the site, as far as is known.',
    noTruckAllowed: 'The request allows none of the trucks that could serve it.',
    noDate: 'There are not enough days with classes in the time the site gave.',
    noDateDays: (need: string, has: string) =>
      `It needs ${need} days with classes; the time the site gave has ${has}.`,
    blackout: 'The site said that it does not suit then.',
    blackoutDays: (truck: string, days: string) =>
      `${truck} could come ${days}, but the site said that it does not suit then.`,
    rest: 'The truck rests or is serviced then.',
    restDays: (truck: string, days: string) =>
      `${truck} could come ${days}, but it rests or is serviced then.`,
    travel: (truck: string) => `${truck} would not arrive in time.`,
    travelLate: (truck: string, late: string) => `${truck} would be ${late} days late.`,
    travelEarliest: (truck: string, day: string, late: string) =>
      `${truck} could begin on ${day} at the earliest, ${late} days too late.`,
    battery: (truck: string) => `The battery of ${truck} would fall under its reserve.`,
    batteryDay: (truck: string, day: string, charge: string, reserve: string) =>
      `${truck} could come, but its battery would fall to ${charge} on ${day}; its reserve is ${reserve}.`,
    pin: (truck: string) => `A pinned visit of ${truck} is in the way.`,
    pinSite: (truck: string, site: string) => `The pinned visit ${site} of ${truck} is in the way.`,
    lower: 'It would push out visits that reach more people.',
    lowerFewer: (truck: string, people: string) =>
      `With ${truck} it would push out others: ${people} fewer people in all.`,
    lowerSite: (site: string, people: string) => `It would push out ${site}: ${people} fewer people in all.`,
    taken: 'Another truck is at this site then.',
    takenBy: (site: string) => `${site} is at this place then.`,
    frozen: 'It is promised and so near that it does not move.',
    limit: 'There is a place for it, but the search ended before. A longer search may find it.',
    outsidePlan: 'That is outside of the plan’s days.',
    outsideDates: (site: string) => `${site} said that other dates suit.`,
    tooFewClasses: 'Too few classes can be held in these days.',
    twoAtOnce: (truck: string, other: string) => `${truck} is at ${other} then.`,
    notFrom: (truck: string, other: string, day: string) =>
      `${truck} cannot be there by ${day}, coming from ${other}.`,
    noReach: (truck: string, day: string) => `${truck} cannot be there by ${day}.`,
    helpBandwidth: 'Measure or better the connection of the site, or choose a course that needs less.',
    helpAccess: 'Find another place for the lorry near the site.',
    helpTrucks: 'Let the request allow other trucks.',
    helpDates: (days: string) => `Dates that suit for ${days} more days.`,
    helpBlackout: 'Ask the site whether the days that do not suit could.',
    helpService: (truck: string) => `Move the maintenance of ${truck}.`,
    helpEnergy: (energy: string) =>
      `${energy} more: a grid connection, fewer classes a day, or a truck with a larger array.`,
    helpUnpin: (sites: string) => `Unpin ${sites}.`,
    helpDrop: (sites: string) => `Take out ${sites}.`,
    helpLonger: 'Search longer, or put it in by hand.',
  },
  fr: {
    aTruck: 'Un camion',
    noTruck: 'Aucun camion ne peut le servir.',
    noTruckBandwidth: (need: string, has: string) => `Il faut un débit de ${need} ; le site a ${has}.`,
    noTruckAccess: 'Un poids lourd ne peut pas atteindre le site, d’après ce qu’on sait.',
    noTruckAllowed: 'La demande n’admet aucun des camions qui le pourraient.',
    noDate: 'Trop peu de jours de cours dans la période donnée par le site.',
    noDateDays: (need: string, has: string) =>
      `Il faut ${need} jours de cours ; la période donnée en a ${has}.`,
    blackout: 'Le site a dit que cela ne convient pas alors.',
    blackoutDays: (truck: string, days: string) =>
      `${truck} pourrait venir ${days}, mais cela ne convient pas au site.`,
    rest: 'Le camion est alors au repos ou en entretien.',
    restDays: (truck: string, days: string) =>
      `${truck} pourrait venir ${days}, mais il est au repos ou en entretien.`,
    travel: (truck: string) => `${truck} n’arriverait pas à temps.`,
    travelLate: (truck: string, late: string) => `${truck} aurait ${late} jours de retard.`,
    travelEarliest: (truck: string, day: string, late: string) =>
      `${truck} pourrait commencer au plus tôt le ${day}, ${late} jours trop tard.`,
    battery: (truck: string) => `La batterie de ${truck} passerait sous sa réserve.`,
    batteryDay: (truck: string, day: string, charge: string, reserve: string) =>
      `${truck} pourrait venir, mais sa batterie tomberait à ${charge} le ${day} ; sa réserve est de ${reserve}.`,
    pin: (truck: string) => `Une visite épinglée de ${truck} l’empêche.`,
    pinSite: (truck: string, site: string) => `La visite épinglée ${site} de ${truck} l’empêche.`,
    lower: 'Cela écarterait des visites qui atteignent plus de personnes.',
    lowerFewer: (truck: string, people: string) =>
      `Avec ${truck}, d’autres seraient écartées : ${people} personnes de moins en tout.`,
    lowerSite: (site: string, people: string) =>
      `Cela écarterait ${site} : ${people} personnes de moins en tout.`,
    taken: 'Un autre camion est alors sur ce site.',
    takenBy: (site: string) => `${site} occupe alors ce lieu.`,
    frozen: 'C’est promis et si proche que cela ne bouge pas.',
    limit:
      'Il y a une place, mais la recherche s’est arrêtée avant. Une recherche plus longue peut la trouver.',
    outsidePlan: 'C’est en dehors des jours du plan.',
    outsideDates: (site: string) => `${site} a donné d’autres dates.`,
    tooFewClasses: 'Trop peu de cours peuvent se tenir ces jours-là.',
    twoAtOnce: (truck: string, other: string) => `${truck} est alors à ${other}.`,
    notFrom: (truck: string, other: string, day: string) =>
      `${truck} ne peut pas y être le ${day} en venant de ${other}.`,
    noReach: (truck: string, day: string) => `${truck} ne peut pas y être le ${day}.`,
    helpBandwidth: 'Mesurer ou améliorer la connexion du site, ou choisir un cours moins exigeant.',
    helpAccess: 'Trouver une autre place pour le camion près du site.',
    helpTrucks: 'Admettre d’autres camions dans la demande.',
    helpDates: (days: string) => `Des dates qui conviennent pour ${days} jours de plus.`,
    helpBlackout: 'Demander au site si les jours exclus pourraient convenir.',
    helpService: (truck: string) => `Déplacer l’entretien de ${truck}.`,
    helpEnergy: (energy: string) =>
      `${energy} de plus : un raccordement, moins de cours par jour, ou un camion mieux équipé.`,
    helpUnpin: (sites: string) => `Désépingler ${sites}.`,
    helpDrop: (sites: string) => `Retirer ${sites}.`,
    helpLonger: 'Chercher plus longtemps, ou l’ajouter à la main.',
  },
  sw: {
    aTruck: 'Lori',
    noTruck: 'Hakuna lori linaloweza kuihudumia.',
    noTruckBandwidth: (need: string, has: string) => `Inahitaji kasi ya ${need}; eneo lina ${has}.`,
    noTruckAccess: 'Lori haliwezi kufika eneo hili, kwa tunavyojua.',
    noTruckAllowed: 'Ombi haliruhusu lori lolote ambalo lingeweza.',
    noDate: 'Hakuna siku za masomo za kutosha katika muda uliotolewa na eneo.',
    noDateDays: (need: string, has: string) =>
      `Inahitaji siku ${need} za masomo; muda uliotolewa una ${has}.`,
    blackout: 'Eneo lilisema muda huo haufai.',
    blackoutDays: (truck: string, days: string) =>
      `${truck} lingeweza kuja ${days}, lakini eneo lilisema haufai.`,
    rest: 'Lori linapumzika au linatengenezwa wakati huo.',
    restDays: (truck: string, days: string) =>
      `${truck} lingeweza kuja ${days}, lakini linapumzika au linatengenezwa.`,
    travel: (truck: string) => `${truck} halingefika kwa wakati.`,
    travelLate: (truck: string, late: string) => `${truck} lingechelewa siku ${late}.`,
    travelEarliest: (truck: string, day: string, late: string) =>
      `${truck} lingeanza mapema zaidi ${day}, siku ${late} baada ya muda.`,
    battery: (truck: string) => `Betri ya ${truck} ingeshuka chini ya akiba.`,
    batteryDay: (truck: string, day: string, charge: string, reserve: string) =>
      `${truck} lingeweza kuja, lakini betri yake ingeshuka hadi ${charge} tarehe ${day}; akiba ni ${reserve}.`,
    pin: (truck: string) => `Ziara yenye pini ya ${truck} inazuia.`,
    pinSite: (truck: string, site: string) => `Ziara yenye pini ${site} ya ${truck} inazuia.`,
    lower: 'Ingeondoa ziara zinazofikia watu wengi zaidi.',
    lowerFewer: (truck: string, people: string) =>
      `Na ${truck} ingeondoa nyingine: watu ${people} pungufu kwa jumla.`,
    lowerSite: (site: string, people: string) => `Ingeondoa ${site}: watu ${people} pungufu kwa jumla.`,
    taken: 'Lori lingine liko eneo hili wakati huo.',
    takenBy: (site: string) => `${site} iko mahali hapa wakati huo.`,
    frozen: 'Imeahidiwa na iko karibu sana hivi kwamba haihamishwi.',
    limit: 'Kuna nafasi, lakini utafutaji uliisha kabla. Utafutaji mrefu unaweza kuipata.',
    outsidePlan: 'Hapo ni nje ya siku za mpango.',
    outsideDates: (site: string) => `${site} ilisema tarehe nyingine zinafaa.`,
    tooFewClasses: 'Masomo machache mno yanaweza kufanyika siku hizi.',
    twoAtOnce: (truck: string, other: string) => `${truck} liko ${other} wakati huo.`,
    notFrom: (truck: string, other: string, day: string) =>
      `${truck} haliwezi kufika ${day} likitoka ${other}.`,
    noReach: (truck: string, day: string) => `${truck} haliwezi kufika ${day}.`,
    helpBandwidth: 'Pima au boresha mtandao wa eneo, au chagua kozi inayohitaji kidogo.',
    helpAccess: 'Tafuta mahali pengine pa lori karibu na eneo.',
    helpTrucks: 'Ruhusu malori mengine kwenye ombi.',
    helpDates: (days: string) => `Tarehe zinazofaa kwa siku ${days} zaidi.`,
    helpBlackout: 'Uliza eneo kama siku zisizofaa zinaweza kufaa.',
    helpService: (truck: string) => `Hamisha matengenezo ya ${truck}.`,
    helpEnergy: (energy: string) =>
      `${energy} zaidi: umeme wa gridi, masomo machache kwa siku, au lori lenye paneli kubwa.`,
    helpUnpin: (sites: string) => `Ondoa pini ya ${sites}.`,
    helpDrop: (sites: string) => `Ondoa ${sites}.`,
    helpLonger: 'Tafuta kwa muda mrefu, au iongeze kwa mkono.',
  },
  fil: {
    aTruck: 'Isang trak',
    noTruck: 'Walang trak na makapaglilingkod dito.',
    noTruckBandwidth: (need: string, has: string) =>
      `Kailangan ng ${need} na bandwidth; ${has} ang nasa lugar.`,
    noTruckAccess: 'Hindi maaabot ng trak ang lugar, ayon sa nalalaman.',
    noTruckAllowed: 'Hindi pinapayagan ng kahilingan ang alinmang trak na makagagawa nito.',
    noDate: 'Kulang ang mga araw na may klase sa panahong ibinigay ng lugar.',
    noDateDays: (need: string, has: string) =>
      `Kailangan ng ${need} araw na may klase; ${has} ang nasa panahong ibinigay.`,
    blackout: 'Sinabi ng lugar na hindi puwede noon.',
    blackoutDays: (truck: string, days: string) =>
      `Makapupunta ang ${truck} ${days}, pero sinabi ng lugar na hindi puwede.`,
    rest: 'Nagpapahinga o inaayos ang trak noon.',
    restDays: (truck: string, days: string) =>
      `Makapupunta ang ${truck} ${days}, pero nagpapahinga o inaayos ito.`,
    travel: (truck: string) => `Hindi aabot sa oras ang ${truck}.`,
    travelLate: (truck: string, late: string) => `Mahuhuli nang ${late} araw ang ${truck}.`,
    travelEarliest: (truck: string, day: string, late: string) =>
      `Sa ${day} pinakamaagang makapagsisimula ang ${truck}, huli nang ${late} araw.`,
    battery: (truck: string) => `Bababa sa reserba ang baterya ng ${truck}.`,
    batteryDay: (truck: string, day: string, charge: string, reserve: string) =>
      `Makapupunta ang ${truck}, pero bababa sa ${charge} ang baterya nito sa ${day}; ${reserve} ang reserba.`,
    pin: (truck: string) => `Nakaharang ang isang naka-pin na pagbisita ng ${truck}.`,
    pinSite: (truck: string, site: string) => `Nakaharang ang naka-pin na pagbisitang ${site} ng ${truck}.`,
    lower: 'Itutulak nito palabas ang mga pagbisitang mas maraming taong naaabot.',
    lowerFewer: (truck: string, people: string) =>
      `Sa ${truck}, may maitutulak palabas: ${people} taong mas kaunti sa kabuuan.`,
    lowerSite: (site: string, people: string) =>
      `Maitutulak palabas ang ${site}: ${people} taong mas kaunti sa kabuuan.`,
    taken: 'May ibang trak sa lugar na ito noon.',
    takenBy: (site: string) => `Nasa lugar na ito ang ${site} noon.`,
    frozen: 'Ipinangako ito at malapit na kaya hindi gumagalaw.',
    limit: 'May puwesto para rito, pero natapos ang paghahanap. Baka mahanap ng mas mahabang paghahanap.',
    outsidePlan: 'Nasa labas iyan ng mga araw ng plano.',
    outsideDates: (site: string) => `Ibang petsa ang sinabing puwede ng ${site}.`,
    tooFewClasses: 'Kulang ang mga klaseng magagawa sa mga araw na ito.',
    twoAtOnce: (truck: string, other: string) => `Nasa ${other} ang ${truck} noon.`,
    notFrom: (truck: string, other: string, day: string) =>
      `Hindi aabot ang ${truck} sa ${day} mula sa ${other}.`,
    noReach: (truck: string, day: string) => `Hindi aabot ang ${truck} sa ${day}.`,
    helpBandwidth:
      'Sukatin o pahusayin ang koneksyon ng lugar, o pumili ng kursong mas kaunti ang kailangan.',
    helpAccess: 'Humanap ng ibang mapaparadahan malapit sa lugar.',
    helpTrucks: 'Payagan ang ibang trak sa kahilingan.',
    helpDates: (days: string) => `Mga petsang puwede nang ${days} araw pa.`,
    helpBlackout: 'Itanong sa lugar kung puwede ang mga araw na hindi puwede.',
    helpService: (truck: string) => `Ilipat ang maintenance ng ${truck}.`,
    helpEnergy: (energy: string) =>
      `${energy} pa: koneksyon sa grid, mas kaunting klase bawat araw, o trak na mas malaki ang solar.`,
    helpUnpin: (sites: string) => `Alisin ang pin ng ${sites}.`,
    helpDrop: (sites: string) => `Alisin ang ${sites}.`,
    helpLonger: 'Maghanap nang mas matagal, o ipasok ito nang mano-mano.',
  },
});
