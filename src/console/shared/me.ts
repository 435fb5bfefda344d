/** Who is signed in, and what this installation is. `null` means that nobody is. */
import type { Me, Role } from '@digitruck/contract/people';
import { mayAct } from '@digitruck/contract/people-words';
import { useQuery } from '@tanstack/react-query';
import { get, RequestFailed } from './http.ts';
import { keys } from './query.ts';

export function useMe() {
  return useQuery({
    queryKey: keys.me,
    queryFn: async ({ signal }): Promise<Me | null> => {
      const result = await get<Me>('/me', undefined, signal);
      if (result.ok) return result.value;
      if (result.failure.kind === 'problem' && result.failure.problem.status === 401) return null;
      throw new RequestFailed(result.failure);
    },
    staleTime: 5 * 60_000,
  });
}

/** Whether the person signed in may do what needs this role. A screen hides what it can't offer; the service decides. */
export function useMay(role: Role): boolean {
  const me = useMe().data;
  return me !== null && me !== undefined && mayAct(me.person.role, role);
}
