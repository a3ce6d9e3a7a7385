import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

// Everything is a file of its own: the content security policy of the server lets nothing inline.
export default defineConfig({
  plugins: [react()],
  build: {
    outDir: '../../build/web',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: 'es2022',
    chunkSizeWarningLimit: 900,
  },
  server: { proxy: { '/api': 'http://127.0.0.1:8642' } },
  test: { include: ['src/**/*.test.ts'] },
});
