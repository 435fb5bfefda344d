/** The closed lists of planning, apart from their schemas: browsers need the words and not the checks. */

export const DISRUPTION_KINDS = ['truck-out', 'road-closed', 'site-cancels', 'battery'] as const;
