import path from 'node:path';

export const title = 'Every screen fits a desktop and a telephone, without a script error';
export const modes = ['allowed'];

export default async ({ alpha, bravo, id, arrives, expect }) => {
  const boss = await alpha.person(`${id}-boss`, { role: 'administrator' });
  const reader = await alpha.person(`${id}-reader`, { verified: false });
  await alpha.person(`${id}-friend`);
  const errors = [];
  const sits = async (options) => {
    const one = await arrives(options);
    one.page.on('pageerror', (error) => errors.push(`${one.page.url()}: ${error.message}`));
    await one.isIn(alpha, boss);
    return one;
  };
  const visitor = await sits({ viewport: { width: 1280, height: 900 } });
  const phone = await sits({ viewport: { width: 390, height: 800 }, isMobile: true, hasTouch: true });
  await visitor.opens(alpha.at('wp-admin/admin.php?page=usersync'));
  const screens = await visitor.page.$$eval('#adminmenu a[href*="page=usersync"]', (links) => [...new Set(links.map((link) => link.href))]);
  expect.truth(screens.length > 2, `screens in the menu: ${screens}`);
  const pages = Object.fromEntries(screens.map((url) => [url.replace(/.*page=/, '').replace(/\W+/g, '-'), url]));
  pages.users = alpha.at(`wp-admin/users.php?s=${id}`);
  pages.user = alpha.at(`wp-admin/user-edit.php?user_id=${reader.id}`);
  pages.profile = alpha.at('wp-admin/profile.php');
  pages.plugins = alpha.at('wp-admin/plugins.php');
  pages['site-health'] = alpha.at('wp-admin/site-health.php');
  pages['site-health-info'] = alpha.at('wp-admin/site-health.php?tab=debug');
  const wide = [];
  await Promise.all([[visitor, 1280], [phone, 390]].map(async ([{ page }, width]) => {
    for (const [name, url] of Object.entries(pages)) {
      await page.goto(url);
      if (/usersync/.test(name)) {
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        if (overflow > 1) wide.push(`${name} at ${width}: ${overflow} px too wide`);
      }
      await page.screenshot({ path: path.join(process.env.SHOTS, `${name}-${width}.png`), fullPage: true });
    }
  }));
  const stranger = await arrives({ viewport: { width: 390, height: 800 }, isMobile: true });
  await stranger.opens(bravo.at('wp-login.php'));
  await stranger.page.screenshot({ path: path.join(process.env.SHOTS, 'login-390.png') });
  await stranger.opens(alpha.at('wp-login.php?action=usersync_verify&user=1&code=12345678'));
  await stranger.page.screenshot({ path: path.join(process.env.SHOTS, 'verify-390.png') });
  expect.equal(wide, [], 'screens that do not fit');
  expect.equal(errors, [], 'errors of scripts');
};
