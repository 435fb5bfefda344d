/** Between the two halves of this part of the console: sites, and the courses they ask for. */
import { Link } from 'wouter';
import { useText } from '../../shared/i18n/language.tsx';
import { sitesText } from '../../shared/i18n/sites.ts';

export function PartsNav({ here }: { readonly here: 'sites' | 'courses' }) {
  const t = useText(sitesText);
  const current = (part: typeof here) => (part === here ? 'page' : undefined);
  return (
    <nav className="parts-nav" aria-label={t.parts}>
      <Link href="/sites" aria-current={current('sites')}>
        {t.sites}
      </Link>
      <Link href="/sites/courses" aria-current={current('courses')}>
        {t.courses}
      </Link>
    </nav>
  );
}
