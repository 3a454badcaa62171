/** Word lists that are combined by chance; any likeness to a person is that. */
export const firstNames = {
  female: [
    'Amara', 'Bettina', 'Carmen', 'Dahlia', 'Elena', 'Fiona', 'Grace', 'Hana', 'Ingrid', 'Jasmine', 'Keiko', 'Lucia',
    'Maribel', 'Nadia', 'Odessa', 'Paloma', 'Quinn', 'Rosalind', 'Simone', 'Tamsin', 'Una', 'Valeria', 'Winona', 'Ximena',
    'Yolanda', 'Zara', 'Adele', 'Briony', 'Celeste', 'Delphine', 'Esme', 'Farah', 'Greta', 'Honora', 'Iris', 'Juno',
  ],
  male: [
    'Amos', 'Bertram', 'Cyrus', 'Dario', 'Emil', 'Felix', 'Gideon', 'Hector', 'Ivo', 'Jasper', 'Kofi', 'Lorenzo',
    'Mateo', 'Nestor', 'Orson', 'Pavel', 'Quincy', 'Rafael', 'Silas', 'Tobias', 'Uriel', 'Viktor', 'Wendell', 'Xavier',
    'Yusuf', 'Zane', 'Arlo', 'Boaz', 'Caspian', 'Desmond', 'Enzo', 'Fabian', 'Gareth', 'Hollis', 'Idris', 'Jonah',
  ],
} as const;

export const lastNames = [
  'Alderbrook', 'Ashgrove', 'Bellwether', 'Birchfield', 'Bramblewood', 'Brightwater', 'Cedarholm', 'Claybourne',
  'Coldspring', 'Copperfield', 'Dellacroix', 'Driftwood', 'Eastmere', 'Elmhurst', 'Fairweather', 'Fenwick', 'Foxglove',
  'Glenhaven', 'Goldcrest', 'Greenhalgh', 'Harrowgate', 'Hawthorne', 'Hazelton', 'Highmoor', 'Ironwood', 'Juniper',
  'Kestrel', 'Kingsley', 'Larkspur', 'Lindqvist', 'Longmeadow', 'Marchbanks', 'Meadowlark', 'Merriweather', 'Millbrook',
  'Montclair', 'Nightingale', 'Northcott', 'Oakhurst', 'Overbrook', 'Pemberton', 'Pinecrest', 'Quillfeather', 'Ravenscar',
  'Redfern', 'Rosewood', 'Sandoval', 'Seabright', 'Silverton', 'Stonebridge', 'Summerfield', 'Thistledown', 'Underhill',
  'Vandermeer', 'Wainwright', 'Westbrook', 'Whitlock', 'Wildwood', 'Winterbourne', 'Yarrow',
] as const;

/** Primary care providers, as the plan calls them. */
export const providers = [
  'Dr. Aspen', 'Dr. Beech', 'Dr. Cypress', 'Dr. Elder', 'Dr. Hemlock', 'Dr. Linden', 'Dr. Magnolia', 'Dr. Rowan',
  'Dr. Sequoia', 'Dr. Willow',
] as const;
