// Debian's Chromium, found and started the same way by journeys and screenshots.
import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';

export async function browser_open() {
  const path = [process.env.CHROMIUM, '/usr/bin/chromium-headless-shell', '/usr/bin/chromium'].find((p) => p && existsSync(p));
  if (!path) throw new Error('no Chromium; tools/install-deps.sh test installs it');
  const args = ['--disable-gpu', '--in-process-gpu', '--disable-dev-shm-usage', '--no-first-run', '--font-render-hinting=none', '--force-color-profile=srgb'];
  if (process.getuid() === 0) args.push('--no-sandbox');
  return chromium.launch({ executablePath: path, args, timeout: 120_000 });
}
