/** Real Kenyan towns, for trucks that nobody gave an itinerary, and the sky that belongs to a place. */
import { distanceKm, type Place } from '../../src/kernel/geo.ts';
import type { ClimateName } from '../physics/climates.ts';

export type Town = Place & { readonly name: string; readonly climate: ClimateName };

function town(name: string, lat: number, lon: number, climate: ClimateName): Town {
  return { name, lat, lon, climate };
}

export const TOWNS: readonly Town[] = [
  town('Nairobi', -1.286, 36.817, 'humid'),
  town('Mlolongo', -1.397, 36.939, 'humid'),
  town('Thika', -1.033, 37.069, 'humid'),
  town('Machakos', -1.518, 37.263, 'humid'),
  town('Kitui', -1.367, 38.01, 'dry'),
  town('Embu', -0.531, 37.45, 'humid'),
  town('Meru', 0.047, 37.65, 'humid'),
  town('Nyeri', -0.42, 36.948, 'humid'),
  town('Nyahururu', 0.04, 36.366, 'humid'),
  town('Nakuru', -0.303, 36.08, 'humid'),
  town('Narok', -1.088, 35.871, 'humid'),
  town('Kericho', -0.368, 35.286, 'humid'),
  town('Kisumu', -0.092, 34.768, 'humid'),
  town('Homa Bay', -0.527, 34.457, 'humid'),
  town('Migori', -1.063, 34.473, 'humid'),
  town('Busia', 0.461, 34.112, 'humid'),
  town('Bungoma', 0.564, 34.561, 'humid'),
  town('Kakamega', 0.284, 34.752, 'humid'),
  town('Eldoret', 0.514, 35.27, 'humid'),
  town('Kitale', 1.016, 35.006, 'humid'),
  town('Kabarnet', 0.492, 35.743, 'dry'),
  town('Kapenguria', 1.239, 35.112, 'humid'),
  town('Lodwar', 3.119, 35.597, 'dry'),
  town('Maralal', 1.097, 36.698, 'dry'),
  town('Isiolo', 0.355, 37.582, 'dry'),
  town('Marsabit', 2.335, 37.99, 'dry'),
  town('Moyale', 3.527, 39.056, 'dry'),
  town('Wajir', 1.747, 40.057, 'dry'),
  town('Mandera', 3.937, 41.867, 'dry'),
  town('Garissa', -0.453, 39.646, 'dry'),
  town('Hola', -1.5, 40.03, 'monsoon'),
  town('Voi', -3.396, 38.556, 'monsoon'),
  town('Malindi', -3.219, 40.117, 'monsoon'),
  town('Mombasa', -4.043, 39.668, 'monsoon'),
  town('Lamu', -2.269, 40.902, 'monsoon'),
];

/** The climate of the nearest town: good enough for a sky, and defined everywhere. */
export function climateOf(place: Place): ClimateName {
  let best: ClimateName = 'humid';
  let bestKm = Number.POSITIVE_INFINITY;
  for (const candidate of TOWNS) {
    const km = distanceKm(place, candidate);
    if (km < bestKm) {
      bestKm = km;
      best = candidate.climate;
    }
  }
  return best;
}
