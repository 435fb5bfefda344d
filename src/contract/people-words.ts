/** Who may do what. Roles are ordered: each may do all that the ones before it may. Apart from the schemas: browsers need the words and not the checks. */
export const ROLES = ['viewer', 'operator', 'coordinator', 'engineer', 'admin'] as const;
type Role = (typeof ROLES)[number];

export function mayAct(role: Role, needed: Role): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(needed);
}

export const LANGUAGES = ['en', 'fr', 'sw', 'fil'] as const;
