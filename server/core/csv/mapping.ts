import type { AttributeDefinition } from '../segment/fields.ts';

/** The names of the columns as they are used from here on: trimmed, never empty, no two alike. */
export function columnNames(cells: readonly string[]): string[] {
  const used = new Set<string>();
  return cells.map((cell, index) => {
    const base = cell.trim().slice(0, 120) || `Column ${index + 1}`;
    let name = base;
    for (let n = 2; used.has(name); n++) name = `${base} (${n})`;
    used.add(name);
    return name;
  });
}

/** What people call columns, beside the key and the label of the attribute itself. */
const SYNONYMS: Readonly<Record<string, readonly string[]>> = {
  email: ['emailaddress', 'mail', 'emails', 'contactemail', 'primaryemail', 'correo'],
  external_id: ['id', 'externalid', 'contactid', 'patientid', 'customerid', 'personid', 'crmid'],
  first_name: ['firstname', 'first', 'givenname', 'forename', 'fname', 'nombre'],
  last_name: ['lastname', 'last', 'surname', 'familyname', 'lname', 'apellido'],
  phone: ['phonenumber', 'mobile', 'mobilephone', 'cell', 'cellphone', 'telephone', 'tel'],
  mrn: ['medicalrecordnumber', 'recordnumber', 'chartnumber', 'chartid'],
  date_of_birth: ['dob', 'dateofbirth', 'birthdate', 'birthday', 'born'],
  language: ['lang', 'preferredlanguage', 'locale'],
  timezone: ['timezone', 'tz'],
  zip: ['zipcode', 'postalcode', 'postcode'],
  gender: ['sex'],
  plan: ['planname', 'plantier', 'healthplan'],
  renewal_date: ['renewal', 'renewaldue', 'planrenewal'],
  next_appointment: ['appointment', 'appointmentdate', 'nextvisit'],
  member_id: ['memberid', 'membernumber', 'subscriberid'],
};

/** Guesses which attribute each column holds, by its name; each attribute once, first column first. */
export function guessMapping(
  header: readonly string[],
  definitions: Iterable<AttributeDefinition>,
): Record<string, string> {
  const byName = new Map<string, string>();
  const all = [...definitions];
  for (const { key } of all) for (const synonym of SYNONYMS[key] ?? []) byName.set(synonym, key);
  for (const { key, label } of all) byName.set(plain(label), key).set(plain(key), key);
  const taken = new Set<string>();
  const mapping: Record<string, string> = {};
  for (const column of header) {
    const key = byName.get(plain(column));
    if (!key || taken.has(key)) continue;
    taken.add(key);
    mapping[column] = key;
  }
  return mapping;
}

function plain(name: string): string {
  return name
    .normalize('NFD')
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '');
}
