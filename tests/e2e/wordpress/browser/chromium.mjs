// Starts Debian's Chromium with a new profile that allows or blocks third-party cookies. Each story uses separate contexts.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { chromium } from 'playwright-core';

export async function launch(bed, cookies) {
  const profile = path.join(bed, `chromium-${cookies}`);
  fs.mkdirSync(path.join(profile, 'Default'), { recursive: true });
  const blocked = cookies === 'blocked';
  fs.writeFileSync(path.join(profile, 'Default', 'Preferences'),
    JSON.stringify({ profile: { cookie_controls_mode: blocked ? 1 : 0, block_third_party_cookies: blocked } }));
  const spki = fs.readFileSync(path.join(bed, 'ca', 'site.spki'), 'utf8').trim();
  const child = spawn(process.env.CHROMIUM ?? '/usr/bin/chromium', [
    '--headless', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--disable-quic', '--no-first-run',
    '--disable-background-networking', '--disable-component-update', '--disable-sync', '--disable-extensions',
    '--disable-features=site-per-process,IsolateOrigins,BackForwardCache,Translate,OptimizationHints,MediaRouter', '--disable-site-isolation-trials', '--renderer-process-limit=3', '--disable-background-timer-throttling', '--disable-renderer-backgrounding', '--disable-backgrounding-occluded-windows',
    '--remote-debugging-port=0', `--user-data-dir=${profile}`, `--ignore-certificate-errors-spki-list=${spki}`, 'about:blank',
  ], { stdio: ['ignore', 'ignore', 'pipe'] });
  const log = fs.createWriteStream(path.join(bed, 'log', `chromium-${cookies}.out`));
  const address = await new Promise((resolve, reject) => {
    let output = '';
    child.stderr.on('data', (data) => {
      log.write(data);
      if (output === null) return;
      output += data;
      const found = output.match(/DevTools listening on (ws:\S+)/);
      if (found) { output = null; resolve(found[1]); }
    });
    child.on('exit', (status) => reject(new Error(`chromium ended with status ${status}`)));
    child.on('error', reject);
  });
  const browser = await chromium.connectOverCDP(address);
  return {
    browser,
    async close() {
      await browser.close();
      if (child.exitCode === null && child.kill()) await new Promise((resolve) => child.once('exit', resolve));
    },
  };
}
