/** `/impact/coverage`: by county, whom some days reached and who waits. */
import { Coverage, CoverageQuery } from '@digitruck/contract/impact-coverage';
import type { Routes } from '../kit.ts';
import { failures } from '../responses.ts';

export type ImpactCoverageDeps = {
  readonly readCoverage: (from: string, to: string) => Promise<Coverage>;
};

export function impactCoverageRoutes({ readCoverage }: ImpactCoverageDeps): Routes {
  return (api) => {
    api.get(
      '/impact/coverage',
      {
        config: { access: 'viewer' },
        schema: {
          summary: 'By county: people and sites reached in these days, and who asked and waits',
          tags: ['impact'],
          querystring: CoverageQuery,
          response: { 200: Coverage, ...failures(400) },
        },
      },
      ({ query }) => readCoverage(query.from, query.to),
    );
  };
}
