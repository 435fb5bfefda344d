/** Cohorts: the list, one of them, what comes after, and rows that may be one person. */
import { Link, Route, Switch, useLocation } from 'wouter';
import { cohortsText } from '../../shared/i18n/cohorts.ts';
import { useText } from '../../shared/i18n/language.tsx';
import { useMay } from '../../shared/me.ts';
import { CohortList } from './cohort-list.tsx';
import { CohortScreen } from './cohort-screen.tsx';
import './cohorts.css';
import { FollowUpScreen } from './follow-up.tsx';
import { SamePersonScreen } from './same-person.tsx';

export default function Cohorts() {
  const t = useText(cohortsText);
  const [location] = useLocation();
  const mayDecide = useMay('coordinator');
  const parts = [
    { href: '/cohorts', label: t.title },
    { href: '/cohorts/follow-up', label: t.followUp },
    ...(mayDecide ? [{ href: '/cohorts/same-person', label: t.samePerson }] : []),
  ];
  return (
    <div className="page cohorts">
      {parts.some(({ href }) => href === location) ? (
        <nav className="cohort-parts" aria-label={t.parts}>
          {parts.map(({ href, label }) => (
            <Link key={href} href={href} aria-current={href === location ? 'page' : undefined}>
              {label}
            </Link>
          ))}
        </nav>
      ) : null}
      <Switch>
        <Route path="/cohorts" component={CohortList} />
        <Route path="/cohorts/follow-up" component={FollowUpScreen} />
        <Route path="/cohorts/same-person" component={SamePersonScreen} />
        <Route path="/cohorts/:cohortId">
          {({ cohortId }) => <CohortScreen key={cohortId} cohortId={cohortId} />}
        </Route>
      </Switch>
    </div>
  );
}
