/** Words for weighing a plan against another, and for publishing it: numbers, counties, differences, hosts to tell. */
import { defineText } from '../../shared/i18n/define.ts';
import { plural } from '../../shared/i18n/plural.ts';

export const outcomeText = defineText({
  en: {
    isSame: 'the same in both',
    there: (site: string, plan: string, truck: string, day: string) =>
      `${site} in ${plan}: ${truck}, from ${day}.`,
    notThere: (site: string, plan: string) => `${site} is not in ${plan}.`,
    boardsHelp: 'Arrows go from visit to visit, Enter goes to the same one in the other plan.',
    otherGone: 'The other plan could not be loaded whole; the table below has all that differs.',
    otherPlan: 'Compare with',
    choosePlan: 'Choose a plan',
    nothingToCompare: 'There is no other plan to compare with yet.',
    numbers: 'Numbers',
    difference: 'Difference',
    counties: 'People reached by county',
    county: 'County',
    asked: 'asked',
    differences: 'Visits that differ',
    same: (n: number) =>
      plural.en(n, { one: '# visit is the same in both.', other: '# visits are the same in both.' }),
    change: 'Change',
    isDropped: 'dropped',
    gini: 'unevenness (Gini)',
    publishTitle: 'Publish this plan?',
    publishWhy:
      'Its visits become the promised ones and go to the trucks. The plan that is published now is superseded. It cannot be changed afterwards.',
    toldCount: (n: number) =>
      plural.en(n, { one: '# host has to be told', other: '# hosts have to be told' }),
    nobodyToTell: 'Nobody has to be told.',
    publishedNow: 'The plan is published.',
    copy: 'Copy the message',
    copied: 'Copied.',
    notCopied: 'The browser did not allow copying. Select the text instead.',
    noContact: 'no contact known',
  },
  fr: {
    isSame: 'la même dans les deux',
    there: (site: string, plan: string, truck: string, day: string) =>
      `${site} dans ${plan} : ${truck}, dès le ${day}.`,
    notThere: (site: string, plan: string) => `${site} n’est pas dans ${plan}.`,
    boardsHelp: 'Les flèches vont de visite en visite, Entrée va à la même dans l’autre plan.',
    otherGone: 'L’autre plan n’a pas pu être chargé entier ; le tableau donne tout ce qui diffère.',
    otherPlan: 'Comparer avec',
    choosePlan: 'Choisir un plan',
    nothingToCompare: 'Il n’y a pas encore d’autre plan à comparer.',
    numbers: 'Chiffres',
    difference: 'Différence',
    counties: 'Personnes atteintes par comté',
    county: 'Comté',
    asked: 'demandé',
    differences: 'Visites qui diffèrent',
    same: (n: number) =>
      plural.fr(n, {
        one: '# visite est la même dans les deux.',
        many: '# de visites sont les mêmes dans les deux.',
        other: '# visites sont les mêmes dans les deux.',
      }),
    change: 'Changement',
    isDropped: 'abandonnée',
    gini: 'inégalité (Gini)',
    publishTitle: 'Publier ce plan ?',
    publishWhy:
      'Ses visites deviennent celles qui sont promises et partent aux camions. Le plan publié actuel est remplacé. Il ne pourra plus être modifié.',
    toldCount: (n: number) =>
      plural.fr(n, { one: '# hôte à prévenir', many: '# d’hôtes à prévenir', other: '# hôtes à prévenir' }),
    nobodyToTell: 'Personne n’est à prévenir.',
    publishedNow: 'Le plan est publié.',
    copy: 'Copier le message',
    copied: 'Copié.',
    notCopied: 'Le navigateur n’a pas permis la copie. Sélectionnez le texte.',
    noContact: 'aucun contact connu',
  },
  sw: {
    isSame: 'sawa katika yote mawili',
    there: (site: string, plan: string, truck: string, day: string) =>
      `${site} katika ${plan}: ${truck}, kuanzia ${day}.`,
    notThere: (site: string, plan: string) => `${site} haimo katika ${plan}.`,
    boardsHelp: 'Mishale huenda ziara hadi ziara, Enter huenda kwenye ile ile katika mpango mwingine.',
    otherGone: 'Mpango mwingine haukupakiwa wote; jedwali lina tofauti zote.',
    otherPlan: 'Linganisha na',
    choosePlan: 'Chagua mpango',
    nothingToCompare: 'Bado hakuna mpango mwingine wa kulinganisha.',
    numbers: 'Takwimu',
    difference: 'Tofauti',
    counties: 'Watu watakaofikiwa kwa kaunti',
    county: 'Kaunti',
    asked: 'walioomba',
    differences: 'Ziara zinazotofautiana',
    same: (n: number) =>
      plural.sw(n, {
        one: 'Ziara # ni sawa katika yote mawili.',
        other: 'Ziara # ni sawa katika yote mawili.',
      }),
    change: 'Badiliko',
    isDropped: 'imeondolewa',
    gini: 'kutolingana (Gini)',
    publishTitle: 'Chapisha mpango huu?',
    publishWhy:
      'Ziara zake zinakuwa zilizoahidiwa na zinatumwa kwa malori. Mpango uliochapishwa sasa unabadilishwa. Hauwezi kubadilishwa baadaye.',
    toldCount: (n: number) =>
      plural.sw(n, { one: 'mwenyeji # wa kuarifiwa', other: 'wenyeji # wa kuarifiwa' }),
    nobodyToTell: 'Hakuna wa kuarifiwa.',
    publishedNow: 'Mpango umechapishwa.',
    copy: 'Nakili ujumbe',
    copied: 'Imenakiliwa.',
    notCopied: 'Kivinjari hakikuruhusu kunakili. Chagua maandishi badala yake.',
    noContact: 'hakuna mawasiliano yanayojulikana',
  },
  fil: {
    isSame: 'pareho sa dalawa',
    there: (site: string, plan: string, truck: string, day: string) =>
      `${site} sa ${plan}: ${truck}, mula ${day}.`,
    notThere: (site: string, plan: string) => `Wala ang ${site} sa ${plan}.`,
    boardsHelp:
      'Lumilipat ang mga arrow sa bawat pagbisita; dinadala ng Enter sa kapareho nito sa kabilang plano.',
    otherGone: 'Hindi na-load nang buo ang kabilang plano; nasa talahanayan ang lahat ng pagkakaiba.',
    otherPlan: 'Ihambing sa',
    choosePlan: 'Pumili ng plano',
    nothingToCompare: 'Wala pang ibang planong maihahambing.',
    numbers: 'Mga bilang',
    difference: 'Pagkakaiba',
    counties: 'Taong maaabot bawat county',
    county: 'County',
    asked: 'humiling',
    differences: 'Mga pagbisitang magkaiba',
    same: (n: number) =>
      plural.fil(n, {
        one: '# pagbisita ang pareho sa dalawa.',
        other: '# na pagbisita ang pareho sa dalawa.',
      }),
    change: 'Pagbabago',
    isDropped: 'inalis',
    gini: 'di-pagkapantay (Gini)',
    publishTitle: 'Ilathala ang planong ito?',
    publishWhy:
      'Magiging ipinangako ang mga pagbisita nito at ipapadala sa mga trak. Mapapalitan ang planong nakalathala ngayon. Hindi na ito mababago pagkatapos.',
    toldCount: (n: number) =>
      plural.fil(n, { one: '# host ang sasabihan', other: '# na host ang sasabihan' }),
    nobodyToTell: 'Walang kailangang sabihan.',
    publishedNow: 'Nailathala na ang plano.',
    copy: 'Kopyahin ang mensahe',
    copied: 'Nakopya.',
    notCopied: 'Hindi pinayagan ng browser ang pagkopya. Piliin na lang ang teksto.',
    noContact: 'walang alam na contact',
  },
});
