/** Which address shows which screen. Each screen is a chunk of its own; nobody but a signed-in person sees one. */
import { useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useEffect } from 'react';
import { Redirect, Route, Switch, useLocation } from 'wouter';
import { failureOf, onSignedOut } from '../shared/http.ts';
import { useLanguage, useText } from '../shared/i18n/language.tsx';
import { shellText } from '../shared/i18n/shell.ts';
import { LiveProvider } from '../shared/live.tsx';
import { useMe } from '../shared/me.ts';
import { keys } from '../shared/query.ts';
import { LinkButton } from '../shared/ui/button.tsx';
import { EmptyState, ErrorState, Skeleton } from '../shared/ui/states.tsx';
import { ScreenBoundary } from './boundary.tsx';
import { SetUpScreen } from './set-up.tsx';
import { Shell } from './shell.tsx';
import { SignInScreen } from './sign-in.tsx';

const Today = lazy(() => import('./today/today.tsx'));
const Trucks = lazy(() => import('./trucks/trucks.tsx'));
const Truck = lazy(() => import('./truck/truck.tsx'));
const Plan = lazy(() => import('./plan/plan.tsx'));
const Alerts = lazy(() => import('./alerts/alerts.tsx'));
const AlertScreen = lazy(() => import('./alerts/alert-screen.tsx'));
const Sessions = lazy(() => import('./sessions/sessions.tsx'));
const SessionScreen = lazy(() => import('./sessions/session-screen.tsx'));
const Sites = lazy(() => import('./sites/sites.tsx'));
const Cohorts = lazy(() => import('./cohorts/cohorts.tsx'));
const Impact = lazy(() => import('./impact/impact.tsx'));
const Data = lazy(() => import('./data/data.tsx'));
const People = lazy(() => import('./people/people.tsx'));
const Calendars = lazy(() => import('./calendars/calendars.tsx'));

export function App() {
  return (
    <Switch>
      <Route path="/sign-in" component={SignInScreen} />
      <Route path="/set-up" component={SetUpScreen} />
      <Route component={SignedIn} />
    </Switch>
  );
}

function SignedIn() {
  const client = useQueryClient();
  const me = useMe();
  const [location] = useLocation();
  const { suggest, setTimeZone } = useLanguage();
  useEffect(() => onSignedOut(() => client.setQueryData(keys.me, null)), [client]);
  useEffect(() => {
    if (!me.data) return;
    suggest(me.data.person.language);
    setTimeZone(me.data.installation.timeZone);
  }, [me.data, suggest, setTimeZone]);
  if (me.data === null) {
    const next = location === '/' ? '' : `?next=${encodeURIComponent(location + window.location.search)}`;
    return <Redirect to={`/sign-in${next}`} replace />;
  }
  if (me.data === undefined) {
    return me.isError ? (
      <main className="page">
        <ErrorState failure={failureOf(me.error)} onRetry={() => me.refetch()} retrying={me.isFetching} />
      </main>
    ) : (
      <main className="page">
        <Skeleton lines={4} height={40} />
      </main>
    );
  }
  return (
    <LiveProvider>
      <Shell me={me.data}>
        <ScreenBoundary key={location}>
          <Suspense fallback={<PageSkeleton />}>
            <Switch>
              <Route path="/" component={Today} />
              <Route path="/trucks" component={Trucks} />
              <Route path="/trucks/:truckId">
                {({ truckId }) => <Truck key={truckId} truckId={truckId} />}
              </Route>
              <Route path="/plan">
                <Plan />
              </Route>
              <Route path="/plan/:planId">{({ planId }) => <Plan key={planId} planId={planId} />}</Route>
              <Route path="/alerts" component={Alerts} />
              <Route path="/alerts/:alertId">
                {({ alertId }) => <AlertScreen key={alertId} alertId={alertId} />}
              </Route>
              <Route path="/sessions" component={Sessions} />
              <Route path="/sessions/:sessionId">
                {({ sessionId }) => <SessionScreen key={sessionId} sessionId={sessionId} />}
              </Route>
              <Route path="/sites/*?" component={Sites} />
              <Route path="/courses">
                <Redirect to="/sites/courses" replace />
              </Route>
              <Route path="/cohorts/*?" component={Cohorts} />
              <Route path="/impact/*?" component={Impact} />
              <Route path="/data" component={Data} />
              <Route path="/people" component={People} />
              <Route path="/calendars" component={Calendars} />
              <Route component={NotFound} />
            </Switch>
          </Suspense>
        </ScreenBoundary>
      </Shell>
    </LiveProvider>
  );
}

function PageSkeleton() {
  return (
    <div className="page">
      <Skeleton lines={6} height={34} />
    </div>
  );
}

function NotFound() {
  const t = useText(shellText);
  return (
    <div className="page">
      <EmptyState
        title={t.notFound}
        why={t.notFoundWhy}
        action={
          <LinkButton href="/" kind="primary">
            {t.toToday}
          </LinkButton>
        }
      />
    </div>
  );
}
