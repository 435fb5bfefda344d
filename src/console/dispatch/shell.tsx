/** The frame around every screen: navigation, how fresh the data is, the account, and the banners that concern all screens. */
import type { Me } from '@digitruck/contract/people';
import { type ReactNode, useEffect, useRef, useSyncExternalStore } from 'react';
import { Link, useLocation } from 'wouter';
import { cityOf } from '../shared/format.ts';
import { useFormat, useText } from '../shared/i18n/language.tsx';
import { shellText } from '../shared/i18n/shell.ts';
import { useLive } from '../shared/live.tsx';
import { useNow } from '../shared/now.ts';
import { Banner } from '../shared/ui/banner.tsx';
import { Button } from '../shared/ui/button.tsx';
import { Icon, type IconName } from '../shared/ui/icon.tsx';
import { AccountMenu } from './account-menu.tsx';

type Place = {
  readonly href: string;
  readonly text:
    | 'today'
    | 'trucks'
    | 'plan'
    | 'sessions'
    | 'alerts'
    | 'sites'
    | 'cohorts'
    | 'impact'
    | 'data';
  readonly icon: IconName;
};
/** What the navigation offers; a screen of a later issue is added here when it exists. */
const PLACES: readonly Place[] = [
  { href: '/', text: 'today', icon: 'today' },
  { href: '/trucks', text: 'trucks', icon: 'truck' },
  { href: '/plan', text: 'plan', icon: 'plan' },
  { href: '/alerts', text: 'alerts', icon: 'warning' },
  { href: '/sessions', text: 'sessions', icon: 'session' },
  { href: '/sites', text: 'sites', icon: 'site' },
  { href: '/cohorts', text: 'cohorts', icon: 'person' },
  { href: '/impact', text: 'impact', icon: 'impact' },
  { href: '/data', text: 'data', icon: 'data' },
];

export function Shell({ me, children }: { readonly me: Me; readonly children: ReactNode }) {
  const t = useText(shellText);
  const [location] = useLocation();
  const main = useRef<HTMLElement>(null);
  const nav = useRef<HTMLElement>(null);
  const shown = useRef(location);
  const here = PLACES.find(({ href }) => (href === '/' ? location === '/' : location.startsWith(href)));
  useEffect(() => {
    document.title = here === undefined ? 'DigiTruck' : `${t[here.text]} · DigiTruck`;
  }, [here, t]);
  useEffect(() => {
    // A new screen starts at its top, and the keyboard with it.
    if (shown.current === location) return;
    shown.current = location;
    window.scrollTo(0, 0);
    main.current?.focus({ preventScroll: true });
  }, [location]);
  const hereAt = here?.href;
  useEffect(() => {
    // On a phone the places do not all fit; where one is can be seen.
    const at = nav.current?.querySelector(`[href="${hereAt}"]`);
    at?.scrollIntoView({ inline: 'center', block: 'nearest' });
  }, [hereAt]);
  return (
    <>
      <a className="skip" href="#main">
        {t.skip}
      </a>
      <header className="bar">
        <Link href="/" className="bar-brand">
          DigiTruck
        </Link>
        <nav ref={nav} className="bar-nav" aria-label={t.navigation}>
          {PLACES.map(({ href, text, icon }) => (
            <Link key={href} href={href} aria-current={here?.href === href ? 'page' : undefined}>
              <Icon name={icon} />
              {t[text]}
            </Link>
          ))}
        </nav>
        <div className="bar-end">
          <LiveLine />
          <AccountMenu me={me} />
        </div>
      </header>
      <ConnectionBanner />
      <main className="main" id="main" ref={main} tabIndex={-1}>
        {children}
      </main>
    </>
  );
}

/** "Live · updated 4 s ago · Nairobi 10:42" */
function LiveLine() {
  const t = useText(shellText);
  const format = useFormat();
  const { state, fleet } = useLive();
  const nowMs = useNow();
  const ago = fleet === undefined ? undefined : format.ago(fleet.receivedAtMs, nowMs);
  const freshness = ago === undefined ? t.connecting : state === 'down' ? t.notLive(ago) : t.live(ago);
  return (
    <p className="live-line" data-state={state}>
      {freshness}
      <span className="live-place">
        {' · '}
        {cityOf(format.timeZone)} {format.time(nowMs)}
      </span>
    </p>
  );
}

function ConnectionBanner() {
  const t = useText(shellText);
  const format = useFormat();
  const { state, fleet, retry } = useLive();
  const nowMs = useNow();
  const online = useSyncExternalStore(subscribeOnline, () => navigator.onLine);
  if (!online) return <Banner tone="warn">{t.offline}</Banner>;
  if (state !== 'down') return null;
  return (
    <Banner
      tone="warn"
      action={
        <Button small onClick={retry}>
          {t.reconnect}
        </Button>
      }
    >
      {fleet === undefined ? t.feedDownNoData : t.feedDown(format.duration(nowMs - fleet.receivedAtMs))}
    </Banner>
  );
}

function subscribeOnline(listener: () => void): () => void {
  window.addEventListener('online', listener);
  window.addEventListener('offline', listener);
  return () => {
    window.removeEventListener('online', listener);
    window.removeEventListener('offline', listener);
  };
}
