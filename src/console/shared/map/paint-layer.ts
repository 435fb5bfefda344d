/** A canvas somewhat larger than the map, painted anew when a move is over, and moved and scaled with it until then. */
import L from 'leaflet';
import type { View } from './paint.ts';

/** Share of the map's size that the canvas reaches beyond it on each side. */
const CANVAS_MARGIN = 0.35;

type Paint = (pen: CanvasRenderingContext2D, view: View) => void;

export class PaintLayer extends L.Layer {
  private readonly canvas = document.createElement('canvas');
  private readonly pane: string;
  private readonly paint: Paint;
  private corner = L.point(0, 0);
  private cornerPlace = L.latLng(0, 0);
  private size = L.point(0, 0);
  private zoom = 0;
  private asked = 0;

  constructor(pane: string, paint: Paint) {
    super();
    this.pane = pane;
    this.paint = paint;
  }

  override onAdd(map: L.Map): this {
    this.canvas.className = 'leaflet-zoom-animated';
    map.getPane(this.pane)?.append(this.canvas);
    this.repaint();
    return this;
  }

  override onRemove(): this {
    cancelAnimationFrame(this.asked);
    this.canvas.remove();
    return this;
  }

  override getEvents(): { [name: string]: L.LeafletEventHandlerFn } {
    return {
      moveend: () => this.repaint(),
      resize: () => this.repaint(),
      move: () => this.repaintWhenBare(),
      zoom: () => this.follow(this._map.latLngToLayerPoint(this.cornerPlace), this._map.getZoom()),
      zoomanim: (event) => {
        const { center, zoom } = event as L.ZoomAnimEvent;
        const inner = this._map as L.Map & {
          _latLngToNewLayerPoint(place: L.LatLng, zoom: number, center: L.LatLng): L.Point;
        };
        this.follow(inner._latLngToNewLayerPoint(this.cornerPlace, zoom, center), zoom);
      },
    };
  }

  /** For new data: at most once a frame. */
  paintSoon(): void {
    cancelAnimationFrame(this.asked);
    this.asked = requestAnimationFrame(() => this.repaint());
  }

  /** A point of the map's element in pixels of this canvas. */
  offsetOf(point: L.Point): L.Point {
    return this._map.containerPointToLayerPoint(point).subtract(this.corner);
  }

  private follow(corner: L.Point, zoom: number): void {
    L.DomUtil.setTransform(this.canvas, corner, this._map.getZoomScale(zoom, this.zoom));
  }

  private repaintWhenBare(): void {
    if (this._map.getZoom() !== this.zoom) return;
    const topLeft = this.offsetOf(L.point(0, 0));
    const bottomRight = this.offsetOf(this._map.getSize());
    if (topLeft.x < 0 || topLeft.y < 0 || bottomRight.x > this.size.x || bottomRight.y > this.size.y)
      this.paintSoon();
  }

  private repaint(): void {
    const map = this._map;
    const pen = this.canvas.getContext('2d');
    if (!map || pen === null) return;
    const margin = map.getSize().multiplyBy(CANVAS_MARGIN).round();
    const devicePixels = Math.min(2, window.devicePixelRatio);
    this.size = map.getSize().add(margin.multiplyBy(2));
    this.corner = map.containerPointToLayerPoint(margin.multiplyBy(-1)).round();
    this.cornerPlace = map.layerPointToLatLng(this.corner);
    this.zoom = map.getZoom();
    const { x: widthPx, y: heightPx } = this.size;
    const [width, height] = [Math.round(widthPx * devicePixels), Math.round(heightPx * devicePixels)];
    if (this.canvas.width !== width) this.canvas.width = width;
    if (this.canvas.height !== height) this.canvas.height = height;
    this.canvas.style.width = `${widthPx}px`;
    this.canvas.style.height = `${heightPx}px`;
    L.DomUtil.setTransform(this.canvas, this.corner, 1);
    const origin = map.getPixelOrigin().add(this.corner);
    pen.setTransform(devicePixels, 0, 0, devicePixels, 0, 0);
    this.paint(pen, { widthPx, heightPx, left: origin.x, top: origin.y, zoom: this.zoom, devicePixels });
  }
}
