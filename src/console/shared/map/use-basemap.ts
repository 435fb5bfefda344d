/** Fetches the basemap of a country, once. A country that has none yet is no failure: the map then shows water only. */
import { useQuery } from '@tanstack/react-query';
import type { BasemapFile } from './basemap.ts';

export type BasemapState = {
  readonly pending: boolean;
  readonly missing: boolean;
  readonly file: BasemapFile | undefined;
};

export function useBasemap(country: string): BasemapState {
  const { data, isError, isPending } = useQuery({
    queryKey: ['basemap', country],
    queryFn: async ({ signal }): Promise<BasemapFile> => {
      const response = await fetch(`/basemap/${country}.json`, { signal });
      // Without the file the service answers with the console's page.
      if (!response.ok || !/json/.test(response.headers.get('content-type') ?? '')) {
        throw new Error(`no basemap of ${country}`);
      }
      return (await response.json()) as BasemapFile;
    },
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: Number.POSITIVE_INFINITY,
    retry: 1,
  });
  return { pending: isPending, missing: isError, file: data };
}
