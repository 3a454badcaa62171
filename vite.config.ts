import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import react from '@vitejs/plugin-react';
import { type Plugin, defineConfig } from 'vite';

const target = process.env['STEPWELL_SERVER'] ?? 'http://127.0.0.1:4600';

export default defineConfig({
  plugins: [react(), compressed()],
  build: {
    outDir: 'dist',
    sourcemap: false,
    chunkSizeWarningLimit: 1500,
    rolldownOptions: {
      // The recipients' portal has a small script of its own, under a name its pages know.
      input: { app: 'index.html', portal: 'client/portal/main.ts' },
      output: {
        entryFileNames: ({ name }) => (name === 'portal' ? 'portal.js' : 'assets/[name]-[hash].js'),
      },
    },
    // The first versions with light-dark(): for older targets the bundler rewrites it, and loses the color.
    cssTarget: ['chrome123', 'edge123', 'firefox120', 'safari17.5'],
  },
  server: {
    port: 4601,
    // The Host header stays as the browser sent it: the server compares it with the Origin.
    proxy: { '^/(trpc|api|t|p|u)(/|$)': { target, changeOrigin: false } },
  },
});

/** Writes each text file compressed beside itself, once, so that the server need not do it for every visitor. */
function compressed(): Plugin {
  return {
    name: 'compressed',
    apply: 'build',
    writeBundle({ dir = 'dist' }) {
      for (const name of readdirSync(dir, { recursive: true, encoding: 'utf8' })) {
        if (!/\.(js|css|html|svg)$/.test(name)) continue;
        const path = join(dir, name);
        writeFileSync(`${path}.gz`, gzipSync(readFileSync(path), { level: 9 }));
      }
    },
  };
}
