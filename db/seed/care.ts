import type { AttributeValue } from '#core/segment/fields.ts';
import type { Days } from './days.ts';
import { providers } from './names.ts';
import type { Random } from './random.ts';

type Values = Record<string, AttributeValue>;

const reasons = [
  'Annual physical',
  'Follow-up visit',
  'Blood pressure check',
  'Diabetes review',
  'Vaccination',
  'Lab results',
];

/** Visits and what the care team keeps: the past year's, and for a third a coming appointment. */
export function visits(random: Random, days: Days): Values {
  const values: Values = {
    care_team: random.pick(providers),
    clinic: random.weighted([
      ['Harbor Street', 50],
      ['North Shore', 30],
      ['Prairie Avenue', 20],
    ]),
    portal_user: random.chance(0.46),
  };
  if (random.chance(0.78)) {
    const ago = random.chance(0.22) ? random.int(4, 45) : random.int(46, 500);
    values['last_appointment'] = days.at(-ago, random.int(8, 16), half(random));
  }
  if (random.chance(0.62)) values['last_checkup'] = days.date(-random.int(10, 900));
  if (random.chance(0.34)) {
    values['next_appointment'] = days.at(random.int(2, 60), random.int(8, 16), half(random));
    values['appointment_reason'] = random.pick(reasons);
  }
  if (random.chance(0.4)) values['last_screening'] = days.date(-random.int(30, 1400));
  return values;
}

/** How common each condition is at 18 and how much more of it each decade brings. */
const prevalence: readonly (readonly [string, number, number])[] = [
  ['Asthma', 0.09, 0],
  ['Hypertension', 0.04, 0.08],
  ['Diabetes', 0.02, 0.035],
  ['Obesity', 0.14, 0.03],
  ['Coronary disease', 0, 0.018],
  ['COPD', 0, 0.014],
  ['Kidney disease', 0.005, 0.01],
  ['Cancer', 0.004, 0.012],
];
const treatments: readonly (readonly [string, string])[] = [
  ['Asthma', 'Albuterol'],
  ['Hypertension', 'Lisinopril'],
  ['Hypertension', 'Amlodipine'],
  ['Diabetes', 'Metformin'],
  ['Diabetes', 'Insulin'],
  ['Coronary disease', 'Atorvastatin'],
  ['Obesity', 'Semaglutide'],
];

/** Conditions grow with age; medication and laboratory values go with the conditions. */
export function clinical(random: Random, days: Days, age: number, gender: string): Values {
  const decades = Math.max(0, (age - 18) / 10);
  const conditions = prevalence.filter(([, base, more]) => random.chance(base + more * decades)).map(([name]) => name);
  const medications = treatments
    .filter(([of]) => conditions.includes(of) && random.chance(0.55))
    .map(([, name]) => name);
  const values: Values = {
    conditions: conditions.length > 0 ? conditions : null,
    medications: medications.length > 0 ? medications : null,
    vaccinations: ['Influenza', 'COVID-19', 'Tdap', ...(age >= 50 ? ['Shingles', 'Pneumococcal'] : [])].filter(() =>
      random.chance(0.5),
    ),
    last_hospitalization: random.chance(0.06) ? days.date(-random.int(5, 700)) : null,
    refill_due: medications.length > 0 ? days.date(random.int(1, 60)) : null,
  };
  if (conditions.includes('Diabetes')) {
    values['last_hba1c'] = Math.round(random.normal(7.4, 1.3, 5.4, 12.5) * 10) / 10;
    values['last_lab_date'] = days.date(-random.int(10, 300));
    values['treatment_plan'] = 'Diabetes care plan';
  }
  if (conditions.includes('Coronary disease') || random.chance(0.15))
    values['last_ldl'] = Math.round(random.normal(118, 32, 48, 230));
  return { ...values, ...heightened(random, days, age, gender) };
}

/** What the law holds higher (P3): a few of each, so that the demo shows how such mail travels. */
function heightened(random: Random, days: Days, age: number, gender: string): Values {
  const values: Values = {};
  if (random.chance(0.07)) values['behavioral_health'] = random.chance(0.7) ? 'In treatment' : 'Completed';
  if (random.chance(0.025)) values['substance_use_program'] = random.chance(0.6) ? 'Enrolled' : 'Completed';
  if (random.chance(0.006)) values['hiv_care'] = true;
  if (gender === 'Female' && age < 45 && random.chance(0.04)) values['pregnancy_due'] = days.date(random.int(10, 250));
  return values;
}

/** Where the person stands in their care, from what is known of their visits and health. */
export function careStage(values: Values, days: Days): string {
  const since = String(values['member_since'] ?? '');
  const visited = String(values['last_appointment'] ?? '');
  const hba1c = typeof values['last_hba1c'] === 'number' ? values['last_hba1c'] : 0;
  if (since > days.date(-90)) return 'New';
  if (hba1c > 9 || String(values['last_hospitalization'] ?? '') > days.date(-90)) return 'At risk';
  if (visited === '') return 'Lapsed';
  return String(values['last_checkup'] ?? visited.slice(0, 10)) < days.date(-365) ? 'Overdue' : 'Active';
}

function half(random: Random): number {
  return random.chance(0.5) ? 0 : 30;
}
