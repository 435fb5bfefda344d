/** Impact: the figures, what is entered for them, schools before and after, and what goes out to others. */
import './impact.css';
import { useRef } from 'react';
import { Link, Route, Switch, useLocation, useSearch } from 'wouter';
import { impactText } from '../../shared/i18n/impact.ts';
import { useText } from '../../shared/i18n/language.tsx';
import { EntriesScreen } from './entries.tsx';
import { ExchangeScreen } from './exchange.tsx';
import { FiguresScreen } from './figures.tsx';
import { SchoolsScreen } from './schools.tsx';

export default function Impact() {
  const t = useText(impactText);
  const [location] = useLocation();
  const search = useSearch();
  // Who comes back to a part finds it as it was left.
  const left = useRef(new Map<string, string>());
  left.current.set(location, search);
  const parts = [
    { href: '/impact', label: t.figures },
    { href: '/impact/entries', label: t.entries },
    { href: '/impact/schools', label: t.schools },
    { href: '/impact/exchange', label: t.exchange },
  ];
  const hrefOf = (path: string) => {
    const before = left.current.get(path) ?? '';
    return before === '' ? path : `${path}?${before}`;
  };
  return (
    <>
      <nav className="impact-parts no-print" aria-label={t.parts}>
        {parts.map(({ href, label }) => (
          <Link key={href} href={hrefOf(href)} aria-current={href === location ? 'page' : undefined}>
            {label}
          </Link>
        ))}
      </nav>
      <Switch>
        <Route path="/impact" component={FiguresScreen} />
        <Route path="/impact/entries" component={EntriesScreen} />
        <Route path="/impact/schools" component={SchoolsScreen} />
        <Route path="/impact/exchange" component={ExchangeScreen} />
      </Switch>
    </>
  );
}
