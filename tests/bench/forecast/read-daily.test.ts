import { describe, expect, test } from 'vitest';
import { readDaily } from './read-daily.ts';

const DAY_MS = 86_400_000;
const first = Date.UTC(2024, 0, 1) / DAY_MS;

describe('a file of daily irradiation', () => {
  test('as plain as can be', () => {
    const series = readDaily('date,MJ/m2\n2024-01-01,20.5\n2024-01-02,18\n');
    expect(series).toEqual({
      firstDay: first,
      values: [20.5, 18],
      column: 'MJ/m2',
      unit: 'MJ/m2',
      unitGuessed: false,
      unreadable: 0,
    });
  });

  test('days may lack, come in any order, and be unknown in any way', () => {
    const text = [
      '# a comment',
      'Date,GHI',
      '2024-01-09,9',
      '2024-01-01,21',
      '2024-01-02,',
      '2024-01-03,NA',
      '2024-01-04,-999',
      '2024-01-05,null',
      '2024-01-06,-99.0',
      '',
      '2024-01-08,8',
      'mean,15',
    ].join('\r\n');
    const series = readDaily(text);
    expect(series.values).toEqual([
      21,
      undefined,
      undefined,
      undefined,
      undefined,
      undefined,
      undefined,
      8,
      9,
    ]);
    expect(series.unreadable).toBe(1);
  });

  test.each([
    ['date;radiation', '2024-01-01;20', 20],
    ['date;radiation', '2024-01-01;20,5', 20.5],
    ['date,tmean,shortwave_radiation_sum (MJ/m²)', '2024-01-01,25,20', 20],
    ['"DATE","SRAD (MJ/m2/day)"', '"2024-01-01","20"', 20],
    ['date\tkWh/m2', '2024-01-01\t5', 18],
    ['date,irradiation_kwh_m2', '2024-01-01,5', 18],
    ['date,GHI (Wh/m^2)', '2024-01-01,5000', 18],
    ['day,H kJ/m2', '2024-01-01,18000', 18],
    ['day,J/cm2', '2024-01-01,1800', 18],
    ['day,rs_J_m2', '2024-01-01,18000000', 18],
    ['date,mean W/m2', '2024-01-01,250', 21.6],
    ['date,Langley', '2024-01-01,500', 20.92],
    ['time,tmax,ALLSKY_SFC_SW_DWN', '20240101,31,20', 20],
    ['station,date,rain,radn', 'Garissa,2024/01/01,0,20', 20],
    ['date  srad', '01.01.2024  20', 20],
    ['timestamp,solar_MJ', '2024-01-01T00:00:00Z,20', 20],
    ['date,radn\n(yyyy),(MJ/m^2)', '2024-01-01,20', 20],
  ])('header %s', (head, line, valueMj) => {
    const series = readDaily(`${head}\n${line}\n`);
    expect(series.firstDay).toBe(first);
    expect(series.values[0]).toBeCloseTo(valueMj, 6);
  });

  test('a unit that nobody named is guessed where the values cannot be MJ/m2, and it is said', () => {
    const of = (value: number) => readDaily(`date,value\n2024-01-01,${value}\n2024-01-02,${value}`);
    expect(of(20)).toMatchObject({ unit: 'MJ/m2', unitGuessed: false, values: [20, 20] });
    expect(of(5.5)).toMatchObject({ unit: 'kWh/m2', unitGuessed: true });
    expect(of(5500)).toMatchObject({ unit: 'Wh/m2', unitGuessed: true });
    expect(of(250)).toMatchObject({ unit: 'W/m2', unitGuessed: true });
  });

  test('without a header', () => {
    expect(readDaily('2024-01-01 20\n2024-01-02 21').values).toEqual([20, 21]);
  });

  test('29 February is a day in leap years only', () => {
    expect(readDaily('date,mj\n2024-02-28,1\n2024-02-29,2\n2024-03-01,3').values).toEqual([1, 2, 3]);
    expect(readDaily('date,mj\n2023-02-28,1\n2023-02-29,2\n2023-03-01,3')).toMatchObject({
      values: [1, 3],
      unreadable: 1,
    });
  });

  test.each([
    ['', 'no line has a date'],
    ['a,b\n1,2', 'no line has a date'],
    ['date\n2024-01-01', 'no second column'],
    ['date,mj\n1024-01-01,1\n2024-01-01,1', 'more than 200 years'],
  ])('that is none: %j', (text, message) => {
    expect(() => readDaily(text)).toThrow(message);
  });
});
