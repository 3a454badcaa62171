import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const target = process.env['STEPWELL_SERVER'] ?? 'http://127.0.0.1:4600';

export default defineConfig({
  plugins: [react()],
  build: {
    outDir: 'dist',
    // The first versions with light-dark(): older targets make the bundler rewrite it into something wrong.
    cssTarget: ['chrome123', 'edge123', 'firefox120', 'safari17.5'],
    sourcemap: false,
    chunkSizeWarningLimit: 1500,
  },
  server: {
    port: 4601,
    // The Host header stays as the browser sent it: the server compares it with the Origin.
    proxy: { '^/(trpc|api|t|p|u)(/|$)': { target, changeOrigin: false } },
  },
});
