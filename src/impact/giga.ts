/** Speeds that a truck's router measured at schools, with the columns Giga's measurement data has. */
import type { GigaMeasurement } from '@digitruck/contract/impact-exports';

export const GIGA_HEAD = [
  'Timestamp',
  'Download',
  'Upload',
  'Latency',
  'giga_id_school',
  'country_code',
  'device_hardware_id',
] as const;

export function gigaCells(row: GigaMeasurement): (string | number | null)[] {
  return [
    row.timestamp,
    row.download,
    row.upload,
    row.latency,
    row.giga_id_school,
    row.country_code,
    row.device_hardware_id,
  ];
}
