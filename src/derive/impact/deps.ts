/** All that the routes of impact ask for, made of stores, words and settings in one place. */
import type { Impact, ImpactQuery, MeasureDefinition } from '@digitruck/contract/impact';
import type { Dhis2Answer, Dhis2DataValueSet } from '@digitruck/contract/impact-exports';
import type { ImpactSnapshot } from '@digitruck/contract/impact-periods';
import type { Measure } from '@digitruck/contract/impact-words';
import type { Actor, Language } from '@digitruck/contract/people';
import { definitionOf } from '../../impact/definitions.ts';
import { dhis2AnswerIn, dhis2RowIn, dhis2ValuesOf } from '../../impact/dhis2.ts';
import { GIGA_HEAD, gigaCells } from '../../impact/giga.ts';
import { iatiXml, unsetIati } from '../../impact/iati.ts';
import {
  type ExportAbout,
  SESSION_HEAD,
  type SessionRow,
  sessionCells,
  workbook,
} from '../../impact/sheets.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { ImpactCoverageStore } from '../../store/impact/coverage.ts';
import type { ImpactExportStore } from '../../store/impact/exports.ts';
import type { ImpactParts } from '../../store/impact/periods.ts';
import { coverageReader } from './coverage.ts';
import { checkDhis2 } from './dhis2-check.ts';
import { sendToDhis2 } from './dhis2-send.ts';
import { impactPdf } from './pdf.ts';
import { impactReader } from './report.ts';
import { targetReader } from './targets.ts';
import { xlsx } from './xlsx.ts';

type Needs = ImpactParts & {
  readonly impactExports: ImpactExportStore;
  readonly impactCoverage: ImpactCoverageStore;
};

export function impactDeps<Stores extends Needs>(
  options: Stores & {
    readonly timeZone: string;
    readonly clock: Clock;
    readonly programme: string;
    readonly country: string;
  },
) {
  const { impactFigures, impactEntries, impactExports, clock, programme, country } = options;
  const parts: ImpactParts = { impactFigures, impactEntries };
  const reader = impactReader(options);
  const targetProgress = targetReader(parts);
  return {
    ...options,
    endOf: reader.endOf,
    readImpact: (query: ImpactQuery, language: Language): Promise<Impact> =>
      reader.read(parts, query, language),
    snapshotOf: (of: ImpactParts, from: string, to: string) => reader.snapshot(of, from, to),
    snapshotNow: (from: string, to: string) => reader.snapshot(parts, from, to),
    definitionOf: (id: Measure, language: Language): MeasureDefinition => definitionOf(id, language),
    targetProgress,
    readCoverage: coverageReader(options),
    async checkDhis2(language: Language) {
      const { settings, token } = await impactExports.dhis2();
      if (settings.mapping.url === '') return 'no-address' as const;
      return checkDhis2(settings.mapping, { token, clock, language });
    },
    exports: {
      sessionHead: SESSION_HEAD,
      sessionCells: (row: SessionRow) => sessionCells(row),
      gigaHead: GIGA_HEAD,
      gigaCells,
      iati: async (
        snapshot: ImpactSnapshot,
        options: { readonly orgRef: string | undefined; readonly provisional: boolean },
      ): Promise<string> => {
        const { from, to } = snapshot.impact;
        const settings = (await impactExports.iati()).settings ?? unsetIati(programme, from);
        return iatiXml(snapshot, {
          settings: options.orgRef === undefined ? settings : { ...settings, orgRef: options.orgRef },
          programme,
          country,
          provisional: options.provisional,
          generatedAt: new Date(clock.nowMs()).toISOString(),
          targets: await targetProgress(from, to),
        });
      },
      pdf: async (snapshot: ImpactSnapshot, state: string): Promise<Buffer> =>
        impactPdf(snapshot, { programme, state, targets: await impactEntries.targets() }),
      xlsx: (
        snapshot: ImpactSnapshot,
        about: Omit<ExportAbout, 'programme'>,
        sessions: readonly SessionRow[],
      ): Buffer => xlsx(workbook(snapshot, { ...about, programme }, sessions)),
      async dhis2(
        snapshot: ImpactSnapshot,
      ): Promise<{ set: Dhis2DataValueSet; unmapped: readonly string[] } | 'no-period'> {
        return dhis2ValuesOf(snapshot, (await impactExports.dhis2()).settings.mapping);
      },
      async sendDhis2(
        { periodId, snapshot }: { readonly periodId: string; readonly snapshot: ImpactSnapshot },
        dryRun: boolean,
        by: Actor,
        language: Language,
      ): Promise<Dhis2Answer | 'no-period' | 'no-address' | 'nothing'> {
        const { settings, token } = await impactExports.dhis2();
        if (settings.mapping.url === '') return 'no-address';
        const values = dhis2ValuesOf(snapshot, settings.mapping);
        if (values === 'no-period') return values;
        if (values.set.dataValues.length === 0) return 'nothing';
        const outcome = await sendToDhis2(values, settings.mapping, { token, dryRun, clock });
        return dhis2AnswerIn(outcome, await impactExports.keepSend(by, periodId, outcome), language);
      },
      dhis2Row: dhis2RowIn,
    },
  };
}
export type ImpactParties = ReturnType<typeof impactDeps>;
