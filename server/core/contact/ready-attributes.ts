import { identityAttributes } from './identity.ts';
import type { AttributeDefinition } from '../segment/fields.ts';

/**
 * The ready-made attributes: demography, coverage, care and history, each with its PHI class. P3 is what the law
 * holds higher than other health data (substance use, mental health, HIV, reproductive care).
 */
export const readyAttributes: readonly AttributeDefinition[] = [
  ...identityAttributes,
  // About the person
  of('number', 'age', 'Age', 'P1', 'Demographics'),
  of('choice', 'gender', 'Gender', 'P1', 'Demographics', ['Female', 'Male', 'Nonbinary', 'Not stated']),
  of('text', 'zip', 'ZIP code', 'P1', 'Demographics'),
  of('text', 'city', 'City', 'P1', 'Demographics'),
  of('text', 'state', 'State', 'P1', 'Demographics'),
  of('choice', 'ethnicity', 'Ethnicity', 'P2', 'Demographics', [
    'Asian',
    'Black',
    'Hispanic or Latino',
    'Native American',
    'Pacific Islander',
    'White',
    'More than one',
    'Not stated',
  ]),
  of('choice', 'education', 'Education', 'P1', 'Demographics', [
    'Less than high school',
    'High school',
    'Some college',
    'Bachelor',
    'Graduate',
  ]),
  of('choice', 'employment', 'Employment', 'P1', 'Demographics', [
    'Employed',
    'Self-employed',
    'Unemployed',
    'Retired',
    'Student',
    'Unable to work',
  ]),
  of('choice', 'marital_status', 'Marital status', 'P1', 'Demographics', [
    'Single',
    'Married',
    'Partnered',
    'Divorced',
    'Widowed',
  ]),
  of('number', 'children', 'Children', 'P1', 'Demographics'),
  of('choice', 'income_band', 'Household income', 'P1', 'Demographics', [
    'Under 25,000',
    '25,000 to 49,999',
    '50,000 to 99,999',
    '100,000 and over',
  ]),
  of('text', 'religion', 'Religion', 'P2', 'Demographics'),
  // Coverage
  of('choice', 'coverage_type', 'Coverage', 'P1', 'Coverage', [
    'Commercial',
    'Marketplace',
    'Medicare',
    'Medicaid',
    'None',
  ]),
  of('choice', 'plan', 'Plan', 'P1', 'Coverage', ['Bronze', 'Silver', 'Gold', 'Platinum']),
  of('text', 'member_id', 'Member id', 'P2', 'Coverage'),
  of('text', 'claim_id', 'Latest claim', 'P2', 'Coverage'),
  of('date', 'member_since', 'Member since', 'P1', 'Coverage'),
  of('date', 'renewal_date', 'Renewal date', 'P1', 'Coverage'),
  of('boolean', 'auto_renew', 'Renews by itself', 'P1', 'Coverage'),
  of('number', 'monthly_premium', 'Monthly premium', 'P1', 'Coverage'),
  // Care
  of('choice', 'care_stage', 'Care stage', 'P2', 'Care', ['New', 'Active', 'Overdue', 'At risk', 'Lapsed']),
  of('text', 'care_team', 'Care team', 'P1', 'Care'),
  of('text', 'clinic', 'Clinic', 'P1', 'Care'),
  of('datetime', 'next_appointment', 'Next appointment', 'P1', 'Care'),
  of('datetime', 'last_appointment', 'Last appointment', 'P1', 'Care'),
  of('text', 'appointment_reason', 'Reason for the visit', 'P2', 'Care'),
  of('date', 'last_checkup', 'Last check-up', 'P2', 'Care'),
  of('text', 'order_id', 'Latest order', 'P2', 'Care'),
  of('boolean', 'portal_user', 'Uses the portal', 'P1', 'Care'),
  // Clinical
  of('choices', 'conditions', 'Conditions', 'P2', 'Clinical', [
    'Asthma',
    'Cancer',
    'COPD',
    'Coronary disease',
    'Diabetes',
    'Hypertension',
    'Kidney disease',
    'Obesity',
  ]),
  of('choices', 'medications', 'Medications', 'P2', 'Clinical', [
    'Albuterol',
    'Amlodipine',
    'Atorvastatin',
    'Insulin',
    'Lisinopril',
    'Metformin',
    'Semaglutide',
  ]),
  of('date', 'refill_due', 'Refill due', 'P2', 'Clinical'),
  of('text', 'treatment_plan', 'Treatment plan', 'P2', 'Clinical'),
  of('text', 'last_procedure', 'Last procedure', 'P2', 'Clinical'),
  of('date', 'last_procedure_date', 'Date of last procedure', 'P2', 'Clinical'),
  of('number', 'last_hba1c', 'Last HbA1c', 'P2', 'Clinical'),
  of('number', 'last_ldl', 'Last LDL', 'P2', 'Clinical'),
  of('date', 'last_lab_date', 'Date of last lab', 'P2', 'Clinical'),
  of('date', 'last_hospitalization', 'Last hospital stay', 'P2', 'Clinical'),
  of('choices', 'vaccinations', 'Vaccinations', 'P2', 'Clinical', [
    'COVID-19',
    'Hepatitis B',
    'Influenza',
    'Pneumococcal',
    'Shingles',
    'Tdap',
  ]),
  of('date', 'last_screening', 'Last screening', 'P2', 'Clinical'),
  // Held higher by law
  of('choice', 'substance_use_program', 'Substance use program', 'P3', 'Heightened', ['Enrolled', 'Completed', 'None']),
  of('choice', 'behavioral_health', 'Behavioral health', 'P3', 'Heightened', ['In treatment', 'Completed', 'None']),
  of('boolean', 'hiv_care', 'In HIV care', 'P3', 'Heightened'),
  of('date', 'pregnancy_due', 'Pregnancy due date', 'P3', 'Heightened'),
  // Choices about contact
  of('boolean', 'newsletter', 'Wants the newsletter', 'P0', 'Preferences'),
  of('boolean', 'marketing_authorization', 'Marketing authorization', 'P1', 'Preferences'),
  of('choice', 'preferred_time', 'Preferred time', 'P0', 'Preferences', ['Morning', 'Afternoon', 'Evening']),
];

type Kind = AttributeDefinition['type'];

/** Hoisted, so that the list above reads first. */
function of(
  type: Kind,
  key: string,
  label: string,
  phi: AttributeDefinition['phi'],
  group: string,
  choices: string[] = [],
): AttributeDefinition {
  return { key, label, type, phi, choices, group };
}
