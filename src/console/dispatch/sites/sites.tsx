/** Everything under /sites: the list with its map, one site, a new one, the import, and the courses that sites ask for. */
import '../forms/forms.css';
import './sites.css';
import { lazy, Suspense } from 'react';
import { Route, Switch } from 'wouter';
import { Skeleton } from '../../shared/ui/states.tsx';
import { SiteListScreen } from './site-list-screen.tsx';

const SiteScreen = lazy(async () => ({ default: (await import('./site-screen.tsx')).SiteScreen }));
const NewSiteScreen = lazy(async () => ({ default: (await import('./new-site.tsx')).NewSiteScreen }));
const ImportScreen = lazy(async () => ({
  default: (await import('./import/import-screen.tsx')).ImportScreen,
}));
const CoursesScreen = lazy(async () => ({ default: (await import('./courses.tsx')).CoursesScreen }));

export default function Sites() {
  return (
    <Suspense
      fallback={
        <div className="page">
          <Skeleton lines={6} height={34} />
        </div>
      }
    >
      <Switch>
        <Route path="/sites" component={SiteListScreen} />
        <Route path="/sites/new" component={NewSiteScreen} />
        <Route path="/sites/import" component={ImportScreen} />
        <Route path="/sites/courses" component={CoursesScreen} />
        <Route path="/sites/:siteId">{({ siteId }) => <SiteScreen key={siteId} siteId={siteId} />}</Route>
      </Switch>
    </Suspense>
  );
}
