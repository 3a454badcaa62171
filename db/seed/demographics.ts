import type { AttributeValue } from '#core/segment/fields.ts';
import type { Days } from './days.ts';
import type { Random } from './random.ts';

type Values = Record<string, AttributeValue>;

const places = [
  ['62701', 'Springfield', 14],
  ['62702', 'Springfield', 12],
  ['62704', 'Springfield', 16],
  ['61602', 'Peoria', 9],
  ['61614', 'Peoria', 8],
  ['61701', 'Bloomington', 9],
  ['61761', 'Normal', 7],
  ['62521', 'Decatur', 9],
  ['61820', 'Champaign', 8],
  ['62650', 'Jacksonville', 4],
  ['62568', 'Taylorville', 3],
  ['62626', 'Carlinville', 2],
] as const;

/** Who a synthetic person is apart from name and address. */
export function demographics(random: Random, days: Days): Values & { age: number; gender: string } {
  const age = Math.round(random.normal(48, 19, 18, 94));
  const place = random.weighted(places.map((one) => [one, one[2]] as const));
  const retired = age >= 66 && random.chance(0.8);
  return {
    age,
    date_of_birth: days.age(age, random.int(1, 364)),
    gender: random.weighted([
      ['Female', 52],
      ['Male', 46],
      ['Nonbinary', 1],
      ['Not stated', 1],
    ]),
    zip: place[0],
    city: place[1],
    state: 'IL',
    language: random.weighted([
      ['en', 84],
      ['es', 13],
      ['pl', 2],
      ['zh', 1],
    ]),
    timezone: random.weighted([
      ['America/Chicago', 93],
      ['America/New_York', 4],
      ['America/Denver', 2],
      ['America/Los_Angeles', 1],
    ]),
    ethnicity: random.weighted([
      ['White', 64],
      ['Black', 13],
      ['Hispanic or Latino', 13],
      ['Asian', 5],
      ['More than one', 2],
      ['Native American', 1],
      ['Not stated', 2],
    ]),
    education: random.weighted([
      ['High school', 28],
      ['Some college', 27],
      ['Bachelor', 24],
      ['Graduate', 13],
      ['Less than high school', 8],
    ]),
    employment: retired
      ? 'Retired'
      : random.weighted([
          ['Employed', 68],
          ['Self-employed', 10],
          ['Unemployed', 8],
          ['Student', age < 27 ? 20 : 2],
          ['Unable to work', 5],
        ]),
    marital_status: random.weighted([
      ['Married', age > 30 ? 55 : 18],
      ['Single', age > 30 ? 17 : 60],
      ['Partnered', 10],
      ['Divorced', age > 30 ? 12 : 2],
      ['Widowed', age > 65 ? 14 : 1],
    ]),
    children: random.weighted([
      [0, 38],
      [1, 20],
      [2, 26],
      [3, 11],
      [4, 5],
    ]),
    income_band: random.weighted([
      ['Under 25,000', 17],
      ['25,000 to 49,999', 24],
      ['50,000 to 99,999', 35],
      ['100,000 and over', 24],
    ]),
    preferred_time: random.pick(['Morning', 'Afternoon', 'Evening']),
    newsletter: random.chance(0.55),
    marketing_authorization: random.chance(0.4),
  };
}

/** The plan a person is covered by and when it renews: a third within the next six weeks, the season of the demo. */
export function coverage(random: Random, days: Days, age: number): Values {
  const isNew = random.chance(0.12);
  const plan = random.weighted([
    ['Bronze', 24],
    ['Silver', 42],
    ['Gold', 26],
    ['Platinum', 8],
  ]);
  const premium = { Bronze: 290, Silver: 380, Gold: 470, Platinum: 590 }[plan] ?? 380;
  return {
    coverage_type:
      age >= 65
        ? 'Medicare'
        : random.weighted([
            ['Commercial', 52],
            ['Marketplace', 31],
            ['Medicaid', 17],
          ]),
    plan,
    member_since: days.date(isNew ? -random.int(1, 89) : -random.int(90, 3650)),
    renewal_date: days.date(random.chance(0.34) ? random.int(7, 42) : random.int(43, 365)),
    auto_renew: random.chance(0.3),
    monthly_premium: Math.round(premium * (0.8 + age / 120) + random.int(-20, 20)),
  };
}
