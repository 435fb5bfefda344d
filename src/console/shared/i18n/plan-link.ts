/** Words of the links that lead from an alert or a truck to marking a disruption on the Plan screen. */
import { defineText } from './define.ts';

export const planLinkText = defineText({
  en: { comparePlans: 'Compare plans', somethingHappened: 'Something happened' },
  fr: { comparePlans: 'Comparer des plans', somethingHappened: 'Un imprévu' },
  sw: { comparePlans: 'Linganisha mipango', somethingHappened: 'Kuna jambo limetokea' },
  fil: { comparePlans: 'Ihambing ang mga plano', somethingHappened: 'May nangyari' },
});
