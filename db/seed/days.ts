import { Temporal } from 'temporal-polyfill';

/** Dates of the demo, counted from the day it is made, so that "next appointment" lies ahead whenever that is. */
export interface Days {
  /** YYYY-MM-DD, `days` from today; negative is past. */
  date(days: number): string;
  /** A local date-time on the weekday at or after that day. */
  at(days: number, hour: number, minute: number): string;
  age(years: number, extraDays: number): string;
}

export function daysFrom(today: string): Days {
  const base = Temporal.PlainDate.from(today);
  return {
    date: (days) => base.add({ days }).toString(),
    at(days, hour, minute) {
      const day = base.add({ days });
      const weekday = day.dayOfWeek > 5 ? day.add({ days: 8 - day.dayOfWeek }) : day;
      return weekday.toPlainDateTime({ hour, minute }).toString({ smallestUnit: 'minute' });
    },
    age: (years, extraDays) => base.subtract({ years }).subtract({ days: extraDays }).toString(),
  };
}
