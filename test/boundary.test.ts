import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = dirname(import.meta.dirname);

/** Who may import whom, of our own folders (design.md). `type:` allows types only. The first matching row counts. */
const table: [folder: string, may: string[]][] = [
  ['server/core', ['server/core']],
  ['db/schema', ['db/schema', 'type:server/core']],
  ['db/seed', ['db', 'server', 'templates']],
  ['db', ['db', 'type:server/core']],
  ['server/engine', ['server/engine', 'server/core']],
  ['server/store', ['server/store', 'server/core', 'db/schema', 'type:server/engine', 'type:server/seal']],
  ['server/seal', ['server/seal', 'server/core', 'type:server/store/database.ts']],
  ['server/mail', ['server/mail', 'server/core', 'type:server/engine', 'type:server/seal']],
  [
    'server/mailbox',
    [
      'server/mailbox',
      'server/core',
      'server/mail',
      'type:server/seal',
      'type:server/store',
      'type:server/api/services.ts',
    ],
  ],
  ['server/identity', ['server/identity', 'server/core', 'server/store', 'db/schema', 'type:server/api/services.ts']],
  [
    'server/api',
    [
      'server/api',
      'server/core',
      'server/store',
      'server/engine',
      'server/identity',
      'server/mail',
      'server/seal',
      'db/schema',
      'type:server/mailbox/reader.ts',
    ],
  ],
  ['server/cli', ['server', 'db']],
  ['server', ['server', 'db']],
  ['client', ['client', 'server/core', 'type:server/api/router.ts']],
];

/** Rooms must not reach into each other; these are shared by all. */
const shared = new Set(['ui', 'api']);
/**
 * The canvas composes the per-step views and the inspector; the shell composes every room. The gallery shows small canvases; a campaign
 * shows its template, and its messages' methods and reasons.
 */
const clientMay: Record<string, string[]> = {
  app: ['*'],
  canvas: ['steps', 'triggers', 'inspector', 'results'],
  campaigns: ['messages', 'results', 'templates'],
  inspector: ['steps', 'triggers'],
  journeys: ['canvas', 'steps'],
  triggers: ['steps'],
};

const aliases: [string, string][] = Object.entries(
  (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { imports: Record<string, string> }).imports,
).map(([from, to]) => [from.replace('*', ''), to.replace('./', '').replace('*', '')]);

interface Import {
  file: string;
  to: string;
  typeOnly: boolean;
}

const files = ['server', 'client', 'db'].flatMap((folder) => walk(join(root, folder)));
const imports = files.flatMap(importsOf);

describe('the boundaries', () => {
  it('look at a real number of modules', () => {
    expect(files.length).toBeGreaterThan(60);
    expect(imports.length).toBeGreaterThan(60);
  });

  it('are kept by every import', () => {
    expect(imports.filter((one) => !one.to.startsWith('npm:')).flatMap(violation)).toEqual([]);
  });

  it('keep the core pure: zod and temporal only', () => {
    const outside = imports
      .filter((one) => one.file.startsWith('server/core/') && one.to.startsWith('npm:'))
      .map((one) => one.to);
    expect(new Set(outside).difference(new Set(['npm:zod', 'npm:temporal-polyfill']))).toEqual(new Set());
  });

  it('leave no clock and no chance in the core', () => {
    const impure = files
      .filter((file) => file.includes('/server/core/'))
      .filter((file) =>
        /\bDate\.now\(|\bnew Date\(\)|Math\.random\(|Temporal\.Now\b|\bprocess\./.test(readFileSync(file, 'utf8')),
      );
    expect(impure).toEqual([]);
  });

  it('have no cycles', () => {
    expect(cycles()).toEqual([]);
  });

  it('have no index files', () => {
    expect(files.filter((file) => /\/index\.tsx?$/.test(file))).toEqual([]);
  });
});

function violation({ file, to, typeOnly }: Import): string[] {
  const row = table.find(([folder]) => file.startsWith(`${folder}/`));
  if (!row) return [`${file} is in no folder of the table`];
  const allowed = row[1].some((may) => {
    const forTypes = may.startsWith('type:');
    const path = may.replace('type:', '');
    return (!forTypes || typeOnly) && (to === path || to.startsWith(`${path}/`));
  });
  if (!allowed) return [`${file} imports ${to}${typeOnly ? ' (type)' : ''}`];
  const from = /^client\/([^/]+)\//.exec(file)?.[1];
  const into = /^client\/([^/]+)\//.exec(to)?.[1];
  if (from && into && from !== into && !shared.has(into)) {
    const may = clientMay[from] ?? [];
    if (!may.includes('*') && !may.includes(into)) return [`${file} reaches into the room ${into}`];
  }
  return [];
}

function walk(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
}

function importsOf(path: string): Import[] {
  const file = relative(root, path);
  const text = readFileSync(path, 'utf8');
  const found: Import[] = [];
  for (const match of text.matchAll(/^(?:import|export)\s+(type\s+)?([^'";]*?\sfrom\s+)?'([^']+)'/gms)) {
    const named = /\{([^}]*)\}/.exec(match[2] ?? '')?.[1];
    const onlyTypes =
      named !== undefined &&
      named
        .split(',')
        .filter((n) => n.trim())
        .every((n) => n.trim().startsWith('type '));
    found.push({ file, to: resolve(file, match[3]!), typeOnly: Boolean(match[1]) || onlyTypes });
  }
  for (const match of text.matchAll(/(typeof )?import\('([^']+)'\)/g)) {
    found.push({
      file,
      to: resolve(file, match[2]!),
      typeOnly: /import\('[^']+'\)\./.test(text.slice(match.index, match.index + match[0].length + 1)),
    });
  }
  return found;
}

function resolve(file: string, to: string): string {
  if (to.startsWith('.')) return join(dirname(file), to);
  for (const [alias, folder] of aliases) if (to.startsWith(alias)) return join(folder, to.slice(alias.length));
  return `npm:${to}`;
}

function cycles(): string[] {
  const next = new Map<string, string[]>();
  for (const one of imports)
    if (!one.typeOnly && !one.to.startsWith('npm:')) next.set(one.file, [...(next.get(one.file) ?? []), one.to]);
  const done = new Set<string>();
  const found: string[] = [];
  const visit = (file: string, path: string[]) => {
    if (path.includes(file)) {
      found.push([...path.slice(path.indexOf(file)), file].join(' → '));
      return;
    }
    if (done.has(file)) return;
    for (const to of next.get(file) ?? []) visit(to, [...path, file]);
    done.add(file);
  };
  for (const file of next.keys()) visit(file, []);
  return found;
}
