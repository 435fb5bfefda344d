/**
 * The map for screens: plain data in (map/types.ts), what was selected out. Use it through `LazyMap`, so that its chunk is
 * fetched when it is shown. Popups are React, put into the map's own box through a portal.
 */
import './map/map.css';
import { type ReactNode, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { createPortal } from 'react-dom';
import { useText } from './i18n/language.tsx';
import { mapText } from './i18n/map.ts';
import type { BasemapFile } from './map/basemap.ts';
import { type DrawnMap, drawMap } from './map/drawn-map.ts';
import { truckSvg } from './map/marker.ts';
import type { MapCircle, MapSite, MapTruck, Place, Selection } from './map/types.ts';
import { useBasemap } from './map/use-basemap.ts';
import { prepareWorld } from './map/world.ts';
import { Icon } from './ui/icon.tsx';
import { Skeleton } from './ui/states.tsx';

export type FleetMapProps = {
  /** Says what the map shows, for screen readers. */
  readonly label: string;
  /** ISO 3166-1 alpha-2: which basemap. */
  readonly country: string;
  /** A deployer's own tiles, e.g. https://tiles.example/{z}/{x}/{y}.png, instead of the basemap. */
  readonly tileUrl?: string | null;
  readonly trucks: readonly MapTruck[];
  readonly sites?: readonly MapSite[];
  /** Places drawn to scale. */
  readonly circles?: readonly MapCircle[];
  /** Where a truck went, oldest first. */
  readonly track?: readonly Place[];
  /** What the map shows at first: the whole country unless told otherwise. */
  readonly initial?: Place & { readonly zoom: number };
  readonly selected?: Selection | null;
  readonly onSelect?: (selection: Selection | null) => void;
  /** The inside of the selected one's popup; null shows none. */
  readonly popup?: (selection: Selection) => ReactNode;
  /** When given, a click picks a place, which is shown by a pin. */
  readonly onPick?: (place: Place) => void;
  readonly picked?: Place | null;
};

export function FleetMap(props: FleetMapProps) {
  const basemap = useBasemap(props.country);
  const t = useText(mapText);
  if (basemap.pending) {
    return (
      <div className="map">
        <Skeleton height="100%" label={t.loadingMap} />
      </div>
    );
  }
  return (
    <div className="map">
      <MapCanvas {...props} file={basemap.file} />
      {basemap.missing && !props.tileUrl ? <p className="map-note">{t.noBasemap(props.country)}</p> : null}
    </div>
  );
}

function MapCanvas(props: FleetMapProps & { readonly file: BasemapFile | undefined }) {
  const { file, tileUrl, trucks, sites = NO_SITES, circles = NO_CIRCLES } = props;
  const { track, initial, selected, onSelect, picked } = props;
  const t = useText(mapText);
  const element = useRef<HTMLDivElement>(null);
  const [drawn, setDrawn] = useState<DrawnMap>();
  const [group, setGroup] = useState<readonly string[]>();
  const world = useMemo(() => (file === undefined ? undefined : prepareWorld(file)), [file]);
  const handlers = useRef({ onSelect, onPick: props.onPick, setGroup });
  handlers.current = { onSelect, onPick: props.onPick, setGroup };
  const first = useRef({ initial, words: t });
  const picking = props.onPick !== undefined;

  useEffect(() => {
    if (element.current === null) return;
    const map = drawMap(element.current, { file, world, tileUrl, ...first.current }, (event) => {
      const { onSelect: select, onPick, setGroup: open } = handlers.current;
      open(event.kind === 'group' ? event.ids : undefined);
      if (event.kind === 'place') onPick?.(event.place);
      else if (event.kind !== 'group') select?.(event.kind === 'nothing' ? null : event);
      else select?.(null);
    });
    setDrawn(map);
    return () => {
      setDrawn(undefined);
      map.remove();
    };
  }, [file, world, tileUrl]);
  useEffect(() => drawn?.setTrucks(trucks, t.group), [drawn, trucks, t]);
  useEffect(() => drawn?.setSites(sites), [drawn, sites]);
  useEffect(() => drawn?.setCircles(circles), [drawn, circles]);
  useEffect(() => drawn?.setTrack(track ?? []), [drawn, track]);
  useEffect(() => drawn?.setPicked(picked ?? undefined), [drawn, picked]);
  useEffect(() => drawn?.setSelected(selected ?? undefined), [drawn, selected]);

  const truck = selected?.kind === 'truck' ? trucks.find(({ id }) => id === selected.id) : undefined;
  const site = selected?.kind === 'site' ? sites.find(({ id }) => id === selected.id) : undefined;
  const circle = selected?.kind === 'circle' ? circles.find(({ id }) => id === selected.id) : undefined;
  const shown = truck ?? site ?? circle;
  const inside = selected && shown ? props.popup?.(selected) : undefined;
  const members = group === undefined ? [] : trucks.filter(({ id }) => group.includes(id));
  const close = () => {
    setGroup(undefined);
    onSelect?.(null);
  };
  return (
    <>
      {/* biome-ignore lint/a11y/useSemanticElements: a map is no section of a document */}
      <div
        ref={element}
        className={picking ? 'map-canvas picking' : 'map-canvas'}
        role="region"
        aria-label={props.label}
      />
      {drawn !== undefined && members.length > 0 ? (
        <Popup
          key={`group ${group?.[0]}`}
          map={drawn}
          at={members[0]}
          onClose={close}
          label={t.group(members.length)}
        >
          <p className="map-popup-title">{t.group(members.length)}</p>
          <ul className="map-group">
            {members.map((member) => (
              <li key={member.id}>
                <button
                  type="button"
                  onClick={() => {
                    drawn.touch();
                    setGroup(undefined);
                    onSelect?.({ kind: 'truck', id: member.id });
                  }}
                >
                  {/* biome-ignore lint/security/noDangerouslySetInnerHtml: our own picture, made of numbers only */}
                  <span dangerouslySetInnerHTML={{ __html: truckSvg(member, 22) }} />
                  <span>{member.description}</span>
                </button>
              </li>
            ))}
          </ul>
          <button type="button" className="button button-small" onClick={() => drawn.zoomTo(members)}>
            {t.zoomIn}
          </button>
        </Popup>
      ) : null}
      {drawn !== undefined && inside !== undefined && inside !== null ? (
        <Popup
          key={`${selected?.kind} ${selected?.id}`}
          map={drawn}
          at={shown}
          onClose={close}
          label={truck?.description ?? site?.name ?? circle?.name ?? ''}
        >
          {inside}
        </Popup>
      ) : null}
    </>
  );
}
const NO_SITES: readonly MapSite[] = [];
const NO_CIRCLES: readonly MapCircle[] = [];

/** Leaflet's box with React inside. Focus goes in when it was opened on the map, and back to the marker when it closes. */
function Popup(props: {
  readonly map: DrawnMap;
  readonly at: Place | undefined;
  readonly label: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
}) {
  const { map, at, label, children } = props;
  const t = useText(mapText);
  const [box] = useState(() => document.createElement('div'));
  const inner = useRef<HTMLElement>(null);
  const onClose = useRef(props.onClose);
  onClose.current = props.onClose;
  useLayoutEffect(() => map.openPopup(box, () => onClose.current()), [map, box]);
  useLayoutEffect(() => {
    if (at !== undefined) map.movePopup(box, at);
  }, [map, box, at]);
  useEffect(() => {
    if (map.wasTouched()) inner.current?.focus({ preventScroll: true });
  }, [map]);
  const leave = () => {
    map.focusMarker();
    props.onClose();
  };
  return createPortal(
    <section
      className="map-popup"
      ref={inner}
      tabIndex={-1}
      aria-label={label}
      onKeyDown={(event) => event.key === 'Escape' && leave()}
    >
      {children}
      <button type="button" className="icon-button map-popup-close" aria-label={t.close} onClick={leave}>
        <Icon name="close" />
      </button>
    </section>,
    box,
  );
}
