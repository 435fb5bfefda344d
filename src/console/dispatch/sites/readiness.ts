/** The four things that make a site ready for a visit, in the order they are shown. */
import type { SiteReadiness } from '@digitruck/contract/registry-lists';

export type Aspect = keyof SiteReadiness;
export type Readiness = SiteReadiness[Aspect];
export const ASPECTS = ['agreement', 'access', 'network', 'power'] as const satisfies readonly Aspect[];
export const READINESS_CHOICES = ['yes', 'no', 'unknown'] as const satisfies readonly Readiness[];
export const AGREEMENTS = ['agreed', 'asked', 'none', 'refused'] as const;
