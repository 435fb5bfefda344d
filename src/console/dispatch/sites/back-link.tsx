/** The way back to the list, as it was filtered. */
import { Link, useSearchParams } from 'wouter';
import { useText } from '../../shared/i18n/language.tsx';
import { siteText } from '../../shared/i18n/site-form.ts';

export function BackLink() {
  const t = useText(siteText);
  const [search] = useSearchParams();
  const address = search.toString();
  return (
    <p className="back-link">
      <Link href={address === '' ? '/sites' : `/sites?${address}`}>
        <span aria-hidden="true">‹ </span>
        {t.backToList}
      </Link>
    </p>
  );
}
