/** Words of durations and ages, and of what is unknown. */
import { defineText } from './define.ts';

export const unitsText = defineText({
  en: {
    seconds: (n: string) => `${n} s`,
    minutes: (n: string) => `${n} min`,
    hours: (n: string) => `${n} h`,
    days: (n: string) => `${n} d`,
    ago: (duration: string) => `${duration} ago`,
    ahead: (duration: string) => `in ${duration}`,
    justNow: 'just now',
    never: 'never',
    unknown: 'unknown',
  },
  fr: {
    seconds: (n: string) => `${n} s`,
    minutes: (n: string) => `${n} min`,
    hours: (n: string) => `${n} h`,
    days: (n: string) => `${n} j`,
    ago: (duration: string) => `il y a ${duration}`,
    ahead: (duration: string) => `dans ${duration}`,
    justNow: 'à l’instant',
    never: 'jamais',
    unknown: 'inconnu',
  },
  sw: {
    seconds: (n: string) => `sek ${n}`,
    minutes: (n: string) => `dak ${n}`,
    hours: (n: string) => `saa ${n}`,
    days: (n: string) => `siku ${n}`,
    ago: (duration: string) => `${duration} zilizopita`,
    ahead: (duration: string) => `baada ya ${duration}`,
    justNow: 'sasa hivi',
    never: 'kamwe',
    unknown: 'haijulikani',
  },
  fil: {
    seconds: (n: string) => `${n} seg`,
    minutes: (n: string) => `${n} min`,
    hours: (n: string) => `${n} oras`,
    days: (n: string) => `${n} araw`,
    ago: (duration: string) => `${duration} ang nakalipas`,
    ahead: (duration: string) => `sa loob ng ${duration}`,
    justNow: 'ngayon lang',
    never: 'hindi kailanman',
    unknown: 'hindi alam',
  },
});
