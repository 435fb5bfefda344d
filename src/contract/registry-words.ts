/** Closed lists and limits of the registry, apart from its schemas: browsers need these and not the checks. */

export const LOAD_KINDS = ['laptops', 'vr', 'screen', 'router', 'lights', 'fans', 'other'] as const;
export const SITE_KINDS = ['school', 'vocational-college', 'town-hall', 'church', 'market', 'other'] as const;

/** What one file of sites may have. */
export const IMPORT_MAX_BYTES = 64 * 1024 * 1024;

/** Below this a class of twenty on one router gives up (kbit/s). */
export const NETWORK_MIN_KBPS = 2000;
