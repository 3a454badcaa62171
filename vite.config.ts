import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const server = process.env['STEPWELL_SERVER'] ?? 'http://127.0.0.1:4600';

export default defineConfig({
  plugins: [react()],
  build: { outDir: 'dist', sourcemap: false, chunkSizeWarningLimit: 1500 },
  server: {
    port: 4601,
    proxy: { '/trpc': server, '/api': server, '/mailbox': server, '/t': server, '/p': server, '/u': server },
  },
});
