/** The frame of the page: which truck, how reports stand, the three places, and what concerns all of them. */
import type { Language } from '@digitruck/contract/people';
import { useEffect, useRef, useState } from 'react';
import type { Clock } from '../../kernel/clock.ts';
import type { OperatorText } from '../shared/i18n/operator-en.ts';
import { fill, go, type Look, type Page, PageContext, useModel, usePage, useRoute } from './context.tsx';
import { makeFormat } from './format.ts';
import { waits } from './outbox/kept.ts';
import { photoRefused, photoWaits } from './outbox/photos.ts';
import { Banner, Icon } from './parts/basics.tsx';
import { Bones, Later } from './parts/later.tsx';
import { ClassScreen } from './screens/class.tsx';
import { Now } from './screens/now.tsx';
import { Reports } from './screens/reports.tsx';
import { ChooseTruck, SignIn } from './screens/sign-in.tsx';
import type { Model, State } from './state.ts';

export type AppProps = {
  readonly model: Model;
  readonly clock: Clock;
  readonly keeping: Page['keeping'];
  readonly language: Language;
  readonly text: OperatorText;
  readonly loadText: (language: Language) => Promise<OperatorText>;
  readonly remember: (name: 'language' | 'look', value: string) => void;
  readonly look: Look;
  /** Called with what to do when the page's next version is there. */
  readonly onNewVersion: (listener: (reload: () => void) => void) => void;
};

const SAID_FOR_MS = 4_000;
/** A clock that is less wrong shows the right classes. */
const SKEW_MAX_MS = 5 * 60_000;

export function App(props: AppProps) {
  const { model, clock, keeping } = props;
  const [{ language, text }, setSpeech] = useState({ language: props.language, text: props.text });
  const [look, setLook] = useState(props.look);
  const [said, setSaid] = useState({ text: '', bad: false });
  const [reload, setReload] = useState<{ readonly now: () => void }>();
  const [timeZone, setTimeZone] = useState('UTC');
  const zone = model.state().pack?.timeZone;
  useEffect(() => model.subscribe(() => setTimeZone(model.state().pack?.timeZone ?? 'UTC')), [model]);
  useEffect(() => {
    document.documentElement.lang = language;
    document.documentElement.dataset.look = look;
  }, [language, look]);
  useEffect(() => props.onNewVersion((now) => setReload({ now })), [props.onNewVersion]);
  useEffect(() => {
    if (said.text === '') return;
    const timer = setTimeout(() => setSaid({ text: '', bad: false }), SAID_FOR_MS);
    return () => clearTimeout(timer);
  }, [said]);
  const page: Page = {
    model,
    clock,
    keeping,
    t: text,
    format: makeFormat(language, zone ?? timeZone),
    language,
    setLanguage(next) {
      props.remember('language', next);
      void props.loadText(next).then((loaded) => setSpeech({ language: next, text: loaded }));
    },
    look,
    setLook(next) {
      props.remember('look', next);
      setLook(next);
    },
    say: (text, bad = false) => setSaid({ text, bad }),
  };
  return (
    <PageContext.Provider value={page}>
      {reload === undefined ? null : (
        <Banner tone="info">
          {text.newVersion}{' '}
          <button type="button" className="link" onClick={reload.now}>
            {text.reload}
          </button>
        </Banner>
      )}
      <Frame />
      <div className={said.text === '' ? 'toast' : 'toast on'} role="status">
        {said.text === '' ? '' : <Icon name={said.bad ? 'warn' : 'check'} />} {said.text}
      </div>
    </PageContext.Provider>
  );
}

function Frame() {
  const { ready, person, truckId } = useModel();
  const [place, what] = useRoute();
  const address = `${place}/${what}`;
  const before = useRef(address);
  useEffect(() => {
    if (before.current === address) return;
    before.current = address;
    // Another place begins at its top, for eyes and for a keyboard, whose last button is gone.
    scrollTo(0, 0);
    document.querySelector('main')?.focus({ preventScroll: true });
  }, [address]);
  if (!ready || person === undefined || truckId === undefined)
    return (
      <>
        <header>
          <b>DigiTruck</b>
        </header>
        <main aria-busy={!ready}>
          {!ready ? <Bones /> : person === undefined ? <SignIn /> : <ChooseTruck />}
        </main>
      </>
    );
  return (
    <>
      <Head />
      <main tabIndex={-1}>
        <Banners place={place} />
        <Place place={place} what={what} />
      </main>
      {place === 'class' ? null : <Nav place={place} />}
    </>
  );
}

function Place({ place, what }: { readonly place: string; readonly what: string }) {
  switch (place) {
    case 'class':
      return <ClassScreen key={what} name={what} />;
    case 'reports':
      return <Reports />;
    case 'rescue':
      return <Later with={{}} load={() => import('./screens/rescue.tsx').then(({ Rescue }) => Rescue)} />;
    case 'learners':
      return (
        <Later
          key={what}
          with={{}}
          load={() => import('./screens/learners.tsx').then(({ Learners }) => Learners)}
        />
      );
    case 'more':
      return <Later with={{}} load={() => import('./screens/more.tsx').then(({ More }) => More)} />;
    case 'sign-in':
      return <SignIn again onDone={() => go('')} />;
    default:
      return <Now />;
  }
}

function Head() {
  const { t, format } = usePage();
  const state = useModel();
  const { pack, truckId, kept, photos, examsWait, office, sending, signedIn } = state;
  const needing = needingOf(state) + state.onlyHere.length;
  const waiting = kept.filter(waits).length + photos.filter(photoWaits).length + examsWait.length;
  const [tone, word] =
    needing > 0
      ? ['danger', format.plural(needing, t.needYou)]
      : signedIn === 'expired'
        ? ['warn', t.signIn]
        : waiting > 0
          ? ['warn', sending ? t.sending : format.plural(waiting, t.waiting)]
          : office === 'unreachable'
            ? ['quiet', t.offline]
            : ['good', t.allSent];
  return (
    <header>
      <b>{pack?.truckName ?? truckId}</b>
      <button
        type="button"
        className={`pill ${tone}`}
        onClick={() => go(word === t.signIn ? 'sign-in' : 'reports')}
      >
        {word}
        {office === 'unreachable' && word !== t.offline ? <small>{t.offline}</small> : null}
      </button>
    </header>
  );
}

function Banners({ place }: { readonly place: string }) {
  const { t, format } = usePage();
  const { signedIn, onlyHere, skewMs } = useModel();
  return (
    <>
      {Math.abs(skewMs) > SKEW_MAX_MS ? (
        <Banner tone="warn">{fill(t.clockWrong, format.age(Math.abs(skewMs)))}</Banner>
      ) : null}
      {signedIn === 'expired' && place !== 'sign-in' ? (
        <Banner tone="warn">
          {t.signInAgain}{' '}
          <button type="button" className="link" onClick={() => go('sign-in')}>
            {t.signIn}
          </button>
        </Banner>
      ) : null}
      {onlyHere.length > 0 && place !== 'reports' ? (
        <Banner tone="danger">
          <b>{t.savedScreen}.</b> {t.screenOnly}{' '}
          <button type="button" className="link" onClick={() => go('rescue')}>
            {t.rescueNow}
          </button>
        </Banner>
      ) : null}
    </>
  );
}

/** What waits for somebody: to be mended, decided or answered. */
const needingOf = ({ kept, photos, examsRefused, asked }: State) =>
  kept.filter(({ trouble }) => trouble !== null).length +
  photos.filter(photoRefused).length +
  examsRefused.length +
  asked.length;

function Nav({ place }: { readonly place: string }) {
  const { t, format } = usePage();
  const needing = needingOf(useModel());
  const item = (to: string, icon: 'now' | 'list' | 'more', word: string, badge = 0) => (
    <button type="button" aria-current={place === to ? 'page' : undefined} onClick={() => go(to)}>
      <Icon name={icon} />
      {word}
      {badge > 0 ? <em>{format.number(badge)}</em> : null}
    </button>
  );
  return (
    <nav>
      {item('', 'now', t.now)}
      {item('reports', 'list', t.reports, needing)}
      {item('more', 'more', t.more)}
    </nav>
  );
}
