/** The circles on Leaflet: elements, so that each can be reached by keyboard; the largest lie beneath. */
import L from 'leaflet';
import { type CircleSize, circleBoxPx, circleSizes, circleSvg } from './circles.ts';
import type { MapCircle } from './types.ts';

export type DrawnCircle = { readonly circle: MapCircle; readonly size: CircleSize };

export function circleLayer(map: L.Map, open: (id: string, marker: HTMLElement | undefined) => void) {
  let markers: { readonly id: string; readonly marker: L.Marker }[] = [];
  let drawn: readonly DrawnCircle[] = [];
  let selectedId: string | undefined;
  const mark = () => {
    for (const { id, marker } of markers)
      marker.getElement()?.classList.toggle('selected', id === selectedId);
  };
  return {
    drawn: () => drawn,
    set(circles: readonly MapCircle[]) {
      if (circles.length === 0 && markers.length === 0) return;
      for (const { marker } of markers) marker.remove();
      const sizes = circleSizes(circles);
      drawn = circles
        .flatMap((circle, index) => (sizes[index] === undefined ? [] : [{ circle, size: sizes[index] }]))
        .sort((a, b) => b.size.outerPx - a.size.outerPx);
      markers = drawn.map(({ circle, size }) => {
        const box = circleBoxPx(size);
        const html = circleSvg(size, circle.reached + circle.waiting === 0);
        const icon = L.divIcon({ className: 'truck-marker', iconSize: [box, box], html });
        const options = { icon, keyboard: true, zIndexOffset: -Math.round(size.outerPx) * 20 };
        const marker = L.marker([circle.lat, circle.lon], options).addTo(map);
        const target = marker.getElement();
        target?.setAttribute('aria-label', circle.description);
        if (target !== undefined) target.title = circle.description;
        marker.on('click', () => open(circle.id, marker.getElement()));
        target?.addEventListener('keydown', (event) => {
          if (event.key !== 'Enter' && event.key !== ' ') return;
          event.preventDefault();
          // Leaflet would make a click of it as well.
          event.stopPropagation();
          open(circle.id, target);
        });
        return { id: circle.id, marker };
      });
      mark();
    },
    select(id: string | undefined) {
      selectedId = id;
      mark();
    },
  };
}
