/** This plan beside another: the numbers, people reached by county, and each visit that is not the same in both. */
import type { Plan, PlanDiff, PlanSummary, PlanVisit } from '@digitruck/contract/plans';
import { useMemo } from 'react';
import { Link } from 'wouter';
import { failureOf } from '../../shared/http.ts';
import { useFormat, useText } from '../../shared/i18n/language.tsx';
import { planText } from '../../shared/i18n/plan.ts';
import { disruptionText } from '../../shared/i18n/plan-disruptions.ts';
import { Badge, type Tone } from '../../shared/ui/badge.tsx';
import { Button } from '../../shared/ui/button.tsx';
import { Card } from '../../shared/ui/card.tsx';
import { type Column, DataTable } from '../../shared/ui/data-table.tsx';
import { SelectField } from '../../shared/ui/field.tsx';
import { ErrorState, Skeleton } from '../../shared/ui/states.tsx';
import { useWide } from '../../shared/use-wide.ts';
import type { NamedTruck } from './board-model.ts';
import { outcomeText } from './outcome-text.ts';
import { useCompare, usePlan, usePlans } from './queries.ts';
import { ScoreTable } from './score-table.tsx';
import { TwoBoards } from './two-boards.tsx';

type PlanDifference = PlanDiff['differences'][number];

export function Compare(props: {
  readonly plan: Plan;
  readonly otherId: string | null;
  readonly trucks: readonly NamedTruck[];
  readonly onChoose: (planId: string) => void;
  /** Given where it may be published. */
  readonly onPublish: (() => void) | undefined;
}) {
  const { plan, otherId } = props;
  const t = useText(planText);
  const words = useText(outcomeText);
  const plans = usePlans();
  const compared = useCompare(plan.planId, otherId);
  const others = (plans.data ?? []).filter(({ planId }) => planId !== plan.planId);
  if (plans.data !== undefined && others.length === 0)
    return <p className="muted">{words.nothingToCompare}</p>;
  return (
    <div className="stack">
      <div className="plan-choice">
        <SelectField
          label={words.otherPlan}
          value={otherId ?? ''}
          onChange={(event) => props.onChoose(event.target.value)}
        >
          <option value="">{words.choosePlan}</option>
          {others.map(({ planId, name, state }) => (
            <option key={planId} value={planId}>
              {name} · {t[state]}
            </option>
          ))}
        </SelectField>
      </div>
      {otherId === null ? null : compared.data === undefined ? (
        compared.isError ? (
          <ErrorState
            failure={failureOf(compared.error)}
            onRetry={() => compared.refetch()}
            retrying={compared.isFetching}
          />
        ) : (
          <Skeleton lines={6} height={26} />
        )
      ) : (
        <Differences {...props} diff={compared.data} otherId={otherId} />
      )}
    </div>
  );
}

function Differences(props: {
  readonly plan: Plan;
  readonly otherId: string;
  readonly trucks: readonly NamedTruck[];
  readonly onPublish: (() => void) | undefined;
  readonly diff: PlanDiff;
}) {
  const { plan, diff } = props;
  const happened = useText(disruptionText);
  const wide = useWide();
  const whole = usePlan(props.otherId);
  const t = useText(planText);
  const words = useText(outcomeText);
  const format = useFormat();
  // From the other plan to the one on this page, whichever way the service tells it.
  const turned = diff.after.planId !== plan.planId;
  const [other, mine] = turned ? [diff.after, diff.before] : [diff.before, diff.after];
  const mineOf = <T,>(pair: { before: T; after: T }) => (turned ? pair.before : pair.after);
  const otherOf = <T,>(pair: { before: T; after: T }) => (turned ? pair.after : pair.before);
  const differing = diff.differences.filter(({ what }) => what !== 'same');
  const name = ({ state, name: called }: PlanSummary) => `${called} (${t[state]})`;
  type County = PlanDiff['counties'][number];
  const share = (county: County, people: number) =>
    `${format.number(people)} · ${format.percent(county.asked === 0 ? null : (people / county.asked) * 100)}`;
  const counties: readonly Column<County>[] = [
    { key: 'county', header: words.county, primary: true, sortValue: (c) => c.county, cell: (c) => c.county },
    {
      key: 'asked',
      header: words.asked,
      align: 'end',
      sortValue: (c) => c.asked,
      cell: (c) => format.number(c.asked),
    },
    {
      key: 'other',
      header: other.name,
      align: 'end',
      sortValue: otherOf,
      cell: (c) => share(c, otherOf(c)),
    },
    {
      key: 'mine',
      header: mine.name,
      align: 'end',
      sortValue: mineOf,
      cell: (c) => share(c, mineOf(c)),
    },
  ];
  const visit = (shown: PlanVisit | null) =>
    shown === null
      ? '–'
      : `${shown.truckId}, ${t.days(format.day(shown.firstDay, 'UTC'), format.day(shown.lastDay, 'UTC'))}`;
  const columns: readonly Column<PlanDifference>[] = [
    { key: 'site', header: t.site, primary: true, sortValue: (d) => d.site.name, cell: (d) => d.site.name },
    {
      key: 'change',
      header: words.change,
      sortValue: (d) => d.what,
      cell: (d) => <What what={turn(d.what, turned)} />,
    },
    { key: 'other', header: other.name, cell: (d) => visit(otherOf(d)) },
    { key: 'mine', header: mine.name, cell: (d) => visit(mineOf(d)) },
  ];
  const turnedAll = useMemo(
    () => diff.differences.map((each) => ({ ...each, what: turn(each.what, turned) })),
    [diff.differences, turned],
  );
  const sides = useMemo(
    () =>
      whole.data === undefined
        ? undefined
        : ([
            {
              plan: whole.data,
              name: whole.data.name,
              visitOf: (each: PlanDifference) => (turned ? each.after : each.before),
            },
            { plan, name: plan.name, visitOf: (each: PlanDifference) => (turned ? each.before : each.after) },
          ] as const),
    [whole.data, plan, turned],
  );
  const numbers = (
    <Card title={words.numbers} flush>
      <ScoreTable
        caption={words.numbers}
        names={[name(other), name(mine)]}
        before={other.score}
        after={mine.score}
      />
    </Card>
  );
  return (
    <div className="compare">
      {!wide ? (
        numbers
      ) : sides === undefined ? (
        <div className="compare-visits stack">
          {whole.isError ? <p className="muted">{words.otherGone}</p> : <Skeleton height={240} />}
          {numbers}
        </div>
      ) : (
        <div className="compare-visits">
          <TwoBoards sides={sides} differences={turnedAll} trucks={props.trucks}>
            {numbers}
          </TwoBoards>
        </div>
      )}
      <Card title={`${happened.hostsAffected} (${diff.hosts.length})`}>
        {diff.hosts.length === 0 ? (
          <p className="muted">{happened.noHosts}</p>
        ) : (
          <ul className="compare-hosts">
            {diff.hosts.map((host) => (
              <li key={host.siteId}>
                <Link href={`/sites/${host.siteId}`}>{host.site}</Link>{' '}
                {host.what.map((what) => (
                  <What key={what} what={turn(what, turned)} />
                ))}
              </li>
            ))}
          </ul>
        )}
        {props.onPublish === undefined ? null : (
          <div className="row compare-publish">
            <Button kind="primary" onClick={props.onPublish}>
              {t.publish}
            </Button>
          </div>
        )}
      </Card>
      <Card title={words.counties} flush>
        <DataTable
          caption={words.counties}
          columns={counties}
          rows={diff.counties}
          rowKey={({ county }) => county}
        />
      </Card>
      <Card title={`${words.differences} (${differing.length})`} flush className="compare-visits">
        <DataTable
          caption={words.differences}
          columns={columns}
          rows={differing}
          rowKey={({ requestId, before, after }) => requestId ?? before?.visitId ?? after?.visitId ?? ''}
          empty={<span />}
        />
        <p className="compare-same muted small">{words.same(diff.differences.length - differing.length)}</p>
      </Card>
    </div>
  );
}

/** What is new the one way is dropped the other way. */
function turn(what: PlanDifference['what'], turned: boolean): PlanDifference['what'] {
  if (!turned) return what;
  return what === 'new' ? 'dropped' : what === 'dropped' ? 'new' : what;
}

const TONES: { readonly [What in PlanDifference['what']]: Tone } = {
  same: 'neutral',
  moved: 'warn',
  dropped: 'danger',
  new: 'info',
};

export function What({ what }: { readonly what: PlanDifference['what'] }) {
  const t = useText(planText);
  const words = useText(outcomeText);
  const texts = { same: t.isKept, moved: t.isMoved, dropped: words.isDropped, new: t.isNew };
  return <Badge tone={TONES[what]}>{texts[what]}</Badge>;
}
