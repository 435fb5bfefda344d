/**
 * The map on Leaflet, which only this module, circle-layer.ts and paint-layer.ts know. Land, sites and names are painted on canvases; trucks are elements, so that each
 * can be reached by keyboard, and are grouped and culled, so that a thousand still move smoothly.
 */
import L from 'leaflet';
import 'leaflet/dist/leaflet.css';
import type { BasemapFile } from './basemap.ts';
import { circleLayer } from './circle-layer.ts';
import { type Cluster, clusterTrucks } from './cluster.ts';
import { clusterSvg, MARKER_PX, truckSvg } from './marker.ts';
import { mercator, scaleAt } from './mercator.ts';
import { paintNames } from './names.ts';
import { paintSites, paintWorld, type ShownSite, sitesInView } from './paint.ts';
import { PaintLayer } from './paint-layer.ts';
import type { MapCircle, MapSite, MapTruck, Place, Selection } from './types.ts';
import type { World } from './world.ts';

const POPUP_PX = 244;
const CLICK_RADIUS_PX = 9;
const ZOOM_MAX = 13;
const ZOOM_MAX_TILES = 18;
const WHOLE_WORLD: BasemapFile['bounds'] = [-20, -40, 60, 40];

export type MapEvent =
  | Selection
  | { readonly kind: 'group'; readonly ids: readonly string[] }
  | { readonly kind: 'place'; readonly place: Place }
  | { readonly kind: 'nothing' };
type DrawOptions = {
  readonly file: BasemapFile | undefined;
  readonly world: World | undefined;
  readonly tileUrl: string | null | undefined;
  readonly initial: (Place & { zoom: number }) | undefined;
  readonly words: { readonly zoomIn: string; readonly zoomOut: string };
};
export type DrawnMap = ReturnType<typeof drawMap>;

export function drawMap(element: HTMLElement, options: DrawOptions, tell: (event: MapEvent) => void) {
  const { file, world, tileUrl, initial, words } = options;
  const calm = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
  const map = L.map(element, {
    zoomControl: false,
    zoomSnap: tileUrl ? 1 : 0.25,
    wheelPxPerZoomLevel: 90,
    maxZoom: tileUrl ? ZOOM_MAX_TILES : ZOOM_MAX,
    zoomAnimation: !calm,
    markerZoomAnimation: !calm,
    inertia: !calm,
    maxBoundsViscosity: 0.9,
  });
  map.attributionControl.setPrefix('<a href="https://leafletjs.com">Leaflet</a>');
  if (file !== undefined && !tileUrl) map.attributionControl.addAttribution(file.attribution);
  L.control.zoom({ position: 'topright', zoomInTitle: words.zoomIn, zoomOutTitle: words.zoomOut }).addTo(map);
  L.control.scale({ position: 'bottomright', imperial: false }).addTo(map);
  const region = file === undefined ? undefined : toBounds(file.region);
  const keepWithin = () => {
    if (region === undefined || tileUrl) return;
    map.setMinZoom(Math.ceil(map.getBoundsZoom(region, true) * 4) / 4);
    map.setMaxBounds(region);
  };
  if (initial === undefined)
    map.fitBounds(toBounds(file?.bounds ?? WHOLE_WORLD), { padding: [6, 6], animate: false });
  else map.setView([initial.lat, initial.lon], initial.zoom, { animate: false });
  keepWithin();

  let trucks: readonly MapTruck[] = [];
  let sites: readonly MapSite[] = [];
  let clusters: readonly Cluster[] = [];
  let clusteredAtZoom = Number.NaN;
  let shownSites: readonly ShownSite[] = [];
  let groupName: (n: number) => string = String;
  let selectedId: string | undefined;
  let fitted = initial !== undefined || file !== undefined;
  let touched = false;
  let lastMarker: HTMLElement | undefined;
  const markers = new Map<string, { marker: L.Marker; html: string; ids: readonly string[] }>();

  const circles = circleLayer(map, (id, marker) => {
    touched = true;
    lastMarker = marker;
    tell({ kind: 'circle', id });
  });

  if (tileUrl) L.tileLayer(tileUrl, { maxZoom: ZOOM_MAX_TILES }).addTo(map);
  else if (world !== undefined) {
    new PaintLayer('tilePane', (pen, view) => paintWorld(pen, view, world)).addTo(map);
  }
  const siteCanvas = new PaintLayer('overlayPane', (pen, view) => {
    shownSites = sitesInView(view, sites);
    pen.clearRect(0, 0, view.widthPx, view.heightPx);
    paintSites(pen, shownSites);
  }).addTo(map) as PaintLayer;
  const nameCanvas = new PaintLayer('tooltipPane', (pen, view) => {
    recluster(view.zoom);
    paintNames(pen, view, { world: tileUrl ? undefined : world, clusters, circles: circles.drawn() });
  }).addTo(map) as PaintLayer;
  const track = L.polyline([], { color: '#1d4ed8', weight: 3, opacity: 0.65, interactive: false }).addTo(map);
  const pin = L.circleMarker([0, 0], {
    radius: 8,
    color: '#fff',
    weight: 3,
    fillColor: '#b91c1c',
    fillOpacity: 1,
  });

  function recluster(zoom: number) {
    if (zoom === clusteredAtZoom) return;
    clusteredAtZoom = zoom;
    const scale = scaleAt(zoom);
    clusters = clusterTrucks(trucks, ({ lon, lat }) => {
      const { x, y } = mercator(lon, lat);
      return { x: x * scale, y: y * scale };
    });
  }

  /** Elements for the groups in and near the view; the others wait until the map is moved there. */
  function placeMarkers() {
    recluster(map.getZoom());
    const near = map.getBounds().pad(0.3);
    const gone = new Set(markers.keys());
    for (const { trucks: members, mark } of clusters) {
      const [head] = members;
      if (head === undefined || !near.contains([head.lat, head.lon])) continue;
      const many = members.length > 1;
      const key = many ? `group ${head.id}` : head.id;
      gone.delete(key);
      const html = many ? clusterSvg(members.length, mark) : truckSvg(head);
      const name = many
        ? `${groupName(members.length)}: ${members.map(({ id }) => id).join(', ')}`
        : head.description;
      const shown = markers.get(key) ?? addMarker(key, head, many);
      const target = shown.marker.getElement();
      shown.ids = members.map(({ id }) => id);
      shown.marker.setLatLng([head.lat, head.lon]);
      shown.marker.setZIndexOffset(mark === 'alert' ? 1000 : 0);
      if (target === undefined) continue;
      if (shown.html !== html) target.innerHTML = html;
      shown.html = html;
      target.setAttribute('aria-label', name);
      target.title = name;
      target.classList.toggle('selected', selectedId !== undefined && shown.ids.includes(selectedId));
    }
    for (const key of gone) {
      markers.get(key)?.marker.remove();
      markers.delete(key);
    }
  }

  function addMarker(key: string, at: Place, many: boolean) {
    const size = many ? MARKER_PX + 4 : MARKER_PX;
    const icon = L.divIcon({ className: 'truck-marker', iconSize: [size, size], html: '' });
    const marker = L.marker([at.lat, at.lon], { icon, keyboard: true, riseOnHover: true }).addTo(map);
    const shown = { marker, html: '', ids: [] as readonly string[] };
    const open = () => {
      touched = true;
      lastMarker = marker.getElement();
      const [id] = shown.ids;
      if (shown.ids.length > 1) tell({ kind: 'group', ids: shown.ids });
      else if (id !== undefined) tell({ kind: 'truck', id });
    };
    marker.on('click', open);
    marker.getElement()?.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' && event.key !== ' ') return;
      event.preventDefault();
      // Leaflet would make a click of it as well.
      event.stopPropagation();
      open();
    });
    markers.set(key, shown);
    return shown;
  }

  const siteAt = (point: L.Point): MapSite | undefined => {
    const offset = siteCanvas.offsetOf(point);
    let best: { site: MapSite; distance: number } | undefined;
    for (const { site, at } of shownSites) {
      const distance = Math.hypot(at.x - offset.x, at.y - offset.y);
      if (distance <= CLICK_RADIUS_PX && distance < (best?.distance ?? Infinity)) best = { site, distance };
    }
    return best?.site;
  };
  map.on('click', (event) => {
    // A click in a popup that closed by it: its element is gone, and Leaflet takes it for a click on the map.
    if (!(event.originalEvent.target as Node).isConnected) return;
    touched = true;
    lastMarker = element;
    const site = siteAt(event.containerPoint);
    const place = event.latlng.wrap();
    if (element.classList.contains('picking'))
      tell({ kind: 'place', place: { lat: place.lat, lon: place.lng } });
    else tell(site === undefined ? { kind: 'nothing' } : { kind: 'site', id: site.id });
  });
  map.on('mousemove', (event) => {
    element.classList.toggle('over-site', siteAt(event.containerPoint) !== undefined);
  });
  map.on('moveend', placeMarkers);
  const resized = new ResizeObserver(() => {
    map.invalidateSize({ animate: false });
    keepWithin();
  });
  resized.observe(element);
  const popups = new Map<HTMLElement, L.Popup>();

  /** Without a basemap nobody knows where the country is, but its trucks or sites do. */
  function fitOnce(places: readonly Place[]) {
    if (fitted || places.length === 0) return;
    fitted = true;
    const bounds = L.latLngBounds(places.map(({ lat, lon }) => L.latLng(lat, lon)));
    map.fitBounds(bounds.pad(0.2), { maxZoom: 9, animate: false });
  }

  return {
    setTrucks(next: readonly MapTruck[], nameGroup: (n: number) => string) {
      trucks = next;
      fitOnce(next);
      groupName = nameGroup;
      clusteredAtZoom = Number.NaN;
      placeMarkers();
      nameCanvas.paintSoon();
    },
    setSites(next: readonly MapSite[]) {
      sites = next;
      fitOnce(next);
      siteCanvas.paintSoon();
    },
    setCircles(next: readonly MapCircle[]) {
      fitOnce(next);
      circles.set(next);
      nameCanvas.paintSoon();
    },
    setTrack(places: readonly Place[]) {
      track.setLatLngs(places.map(({ lat, lon }) => L.latLng(lat, lon)));
    },
    setPicked(place: Place | undefined) {
      if (place === undefined) pin.remove();
      else pin.setLatLng([place.lat, place.lon]).addTo(map);
    },
    setSelected(selection: Selection | undefined) {
      selectedId = selection?.kind === 'truck' ? selection.id : undefined;
      circles.select(selection?.kind === 'circle' ? selection.id : undefined);
      placeMarkers();
    },
    openPopup(box: HTMLElement, onClose: () => void): () => void {
      const popup = L.popup({
        closeButton: false,
        minWidth: POPUP_PX,
        maxWidth: POPUP_PX,
        offset: [0, -10],
        autoPanPadding: [12, 12],
        closeOnClick: false,
      }).setContent(box);
      popups.set(box, popup);
      const closed = () => onClose();
      popup.on('remove', closed);
      return () => {
        popup.off('remove', closed);
        popup.remove();
        popups.delete(box);
      };
    },
    movePopup(box: HTMLElement, { lat, lon }: Place) {
      const popup = popups.get(box);
      if (popup === undefined) return;
      if (popup.isOpen()) popup.setLatLng([lat, lon]);
      else popup.setLatLng([lat, lon]).openOn(map);
    },
    /** Whether what is open was opened on the map, rather than from a list beside it. Asked once. */
    wasTouched(): boolean {
      const was = touched;
      touched = false;
      return was;
    },
    /** What opens next was asked for on the map. */
    touch() {
      touched = true;
    },
    focusMarker() {
      const target = lastMarker?.isConnected ? lastMarker : element;
      target.focus({ preventScroll: true });
    },
    zoomTo(places: readonly Place[]) {
      const bounds = L.latLngBounds(places.map(({ lat, lon }) => L.latLng(lat, lon)));
      const zoom = Math.max(map.getZoom() + 1, Math.min(map.getBoundsZoom(bounds.pad(0.4)), ZOOM_MAX - 1));
      map.setView(bounds.getCenter(), zoom);
    },
    remove() {
      resized.disconnect();
      map.remove();
    },
  };
}

function toBounds([west, south, east, north]: BasemapFile['bounds']): L.LatLngBounds {
  return L.latLngBounds([south, west], [north, east]);
}
