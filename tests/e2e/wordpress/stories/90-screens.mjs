import path from 'node:path';

export const title = 'Every screen, page and email fits a desktop and a phone, without script errors';
export const modes = ['allowed'];
export const variants = ['screens, 1280 wide', 'screens, 390 wide', 'pages and mails, 1280 wide', 'pages and mails, 390 wide'];

const widths = { 1280: { viewport: { width: 1280, height: 900 } }, 390: { viewport: { width: 390, height: 800 }, isMobile: true, hasTouch: true } };

export default async ({ alpha, bravo, lima, kilo, id, newVisitor, mails, variant, expect }) => {
  const width = variant.match(/\d+/)[0];
  const admin = await alpha.person(`${id}-boss`, { role: 'administrator' });
  const reader = await alpha.person(`${id}-reader`, { verified: false });
  const friend = await alpha.person(`${id}-friend`);
  const owner = await lima.person(`${id}-owner`, { role: 'administrator' });
  await lima.php('require_once ABSPATH . "wp-admin/includes/ms.php"; return grant_super_admin($with["id"]);', owner);
  const errors = [];
  const wide = [];
  const mobile = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1';
  for (const userAgent of [undefined, mobile]) { // logins to list
    const one = await newVisitor(userAgent ? { userAgent } : {});
    await one.signsInDirectly(alpha, friend);
    await one.who(bravo);
  }
  await alpha.php('$logins = WP_Session_Tokens::get_instance($with["id"]); $token = $logins->create(time() + 3600); $logins->destroy($token); return true;', friend);

  await alpha.php('return wp_insert_post(["post_type" => "page", "post_status" => "publish", "post_name" => "address-" . $with["id"], "post_title" => "Your address", "post_content" => "[usersync_verify_address]"]);', { id });

  // The width of core's own screens is not checked.
  const ofCore = /^(plugins|users|site-health)/;
  const shoot = async ({ page }, name) => {
    if (!ofCore.test(name)) {
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      if (overflow > 1) wide.push(`${name} at ${width}: ${overflow} px too wide`);
      const unlabelled = await page.$$eval('#wpbody-content :is(input:not([type=hidden], [type=submit]), select, textarea), body:not(.wp-admin) :is(input:not([type=hidden], [type=submit]), select, textarea)',
        (fields) => fields.filter((field) => (field.name || field.id) && !field.labels?.length && !field.ariaLabel && !field.getAttribute('aria-labelledby') && !field.title).map((field) => field.name || field.id));
      if (unlabelled.length) wide.push(`${name}: fields without a label: ${unlabelled}`);
    }
    await page.screenshot({ path: path.join(process.env.SHOTS, `${name}-${width}.png`), fullPage: true });
  };
  const signedIn = async (site, person) => {
    const one = await newVisitor(widths[width]);
    one.page.on('pageerror', (error) => errors.push(`${one.page.url()}: ${error.message}`));
    await one.signsInDirectly(site, person);
    return one;
  };

  const looks = async () => {
    const one = await signedIn(alpha, admin);
    await one.opens(alpha.at('wp-admin/admin.php?page=usersync'));
    const screens = await one.page.$$eval('#adminmenu a[href*="page=usersync"]', (links) => [...new Set(links.map((link) => link.href))]);
    expect.isTrue(screens.length > 2, `screens in the menu: ${screens}`);
    const pages = Object.fromEntries(screens.map((url) => [url.replace(/.*page=/, '').replace(/\W+/g, '-'), url]));
    pages['usersync-settings-saved'] = `${pages['usersync-settings']}&usersync=saved`;
    pages['usersync-sessions-of-one'] = `${pages['usersync-sessions']}&user=${friend.id}`;
    pages['usersync-sessions-of-nobody'] = `${pages['usersync-sessions']}&s=nobody-of-that-name`;
    pages.users = alpha.at(`wp-admin/users.php?s=${id}`);
    pages['users-verified'] = alpha.at(`wp-admin/users.php?s=${id}&usersync=marked&usersync_count=2`);
    pages.user = alpha.at(`wp-admin/user-edit.php?user_id=${reader.id}`);
    pages.plugins = alpha.at('wp-admin/plugins.php');
    pages['site-health'] = alpha.at('wp-admin/site-health.php');
    pages['site-health-info'] = alpha.at('wp-admin/site-health.php?tab=debug');
    for (const [name, url] of Object.entries(pages)) {
      await one.page.goto(url);
      if (name === 'site-health') { // wait until its tests have finished
        await one.page.waitForSelector('.site-health-progress-wrapper:not(.loading)').catch(() => {});
        await one.page.evaluate(() => {
          document.querySelector('.site-health-view-passed')?.click();
          for (const row of document.querySelectorAll('.health-check-accordion-trigger')) if (/usersync|session|login|network|secrets/i.test(row.textContent)) row.click();
        });
      }
      if (name === 'site-health-info') await one.page.click('button[aria-controls*="usersync"]');
      await shoot(one, name);
    }
  };

  const shows = async () => {
    const first = await signedIn(lima, owner); // on a multisite without networks
    for (const [name, page] of Object.entries({ 'first-run': 'usersync', 'network-sessions': 'usersync-sessions', 'network-settings': 'usersync-settings', 'network-php': 'usersync-php', 'network-email': 'usersync-email' })) {
      await first.page.goto(lima.at(`wp-admin/network/admin.php?page=${page}`));
      await shoot(first, name);
    }
    await first.page.goto(lima.at(`wp-admin/network/users.php?s=${id}`));
    await shoot(first, 'users-network');
    await first.page.goto(kilo.at());
    await first.page.goto(kilo.at('wp-admin/profile.php'));
    await shoot(first, 'profile-at-a-blog');

    const own = await signedIn(alpha, reader);
    await own.page.goto(alpha.at('wp-admin/profile.php'));
    await shoot(own, 'profile');
    await own.page.click('button[name][form*="usersync_send_code"]').catch(() => {});
    await own.page.waitForSelector('#usersync-code');
    await shoot(own, 'profile-code');

    await own.page.goto(alpha.at(`address-${id}/`)); // the shortcode on a page
    await shoot(own, 'page-address');

    const anonymous = await newVisitor({ ...widths[width], javaScriptEnabled: false });
    const flow = (site, step, query = {}) => site.at(`wp-login.php?${new URLSearchParams({ action: 'usersync', usersync: step, ...query })}`);
    for (const [name, url] of Object.entries({
      login: bravo.at('wp-login.php'),
      'login-waiting': bravo.at('wp-login.php?usersync_answer=waiting'),
      'login-unverified': bravo.at('wp-login.php?usersync_answer=unverified'),
      verify: alpha.at(`wp-login.php?action=usersync_verify&user=${reader.id}&code=12345678`),
      'nothing-to-do': flow(bravo, 'x'),
      'unknown-network': flow(bravo, 'ask', { network: 'x' }),
      'unknown-site': flow(alpha, 'ask', { network: 'main', aud: 'https://evil.test' }),
    })) {
      await anonymous.page.goto(url);
      await shoot(anonymous, name);
    }
    await anonymous.page.goto(alpha.at(`wp-login.php?action=usersync_verify&user=${reader.id}&code=12345678`));
    await anonymous.page.click('button');
    await shoot(anonymous, 'verify-refused');
    await anonymous.page.goto(bravo.at('wp-login.php'));
    await anonymous.page.setContent(`<form method="post" action="${flow(bravo, 'finish')}"><input name="network" value="main"><input name="state" value="AAAAAAAAAAAAAAAAAAAAAA"><input name="token" value="x"><button>`);
    await anonymous.page.click('button');
    await anonymous.page.waitForSelector('h1');
    await shoot(anonymous, 'finish-in-another-browser');

    const guest = await newVisitor({ ...widths[width], javaScriptEnabled: false });
    await guest.signsInDirectly(alpha, friend);
    await guest.page.goto(flow(bravo, 'start', { interactive: 1 }));
    await shoot(guest, 'signing-in');
  };
  const posts = async () => {
    const newcomer = await alpha.person(`${id}-new`, { verified: false }); // a user gets at most one email a minute
    await alpha.php('return UserSync\\Plugin\\Email\\AddressCode::mail_link(get_user_by("id", $with["id"]));', newcomer);
    const emails = [...mails(reader.email), ...mails(newcomer.email)];
    expect.isTrue(emails.length >= 2, `mails: ${emails.map(({ subject }) => subject)}`);
    const desk = await newVisitor(widths[width]);
    for (const [n, { head, body }] of emails.entries()) {
      await desk.page.setContent(`<pre style="font: 14px/1.4 monospace; white-space: pre-wrap; overflow-wrap: anywhere">${`${head}\n\n${body}`.replaceAll('<', '&lt;')}`);
      await desk.page.screenshot({ path: path.join(process.env.SHOTS, `mail-${n}-${width}.png`), fullPage: true });
    }
  };

  if (variant.startsWith('screens')) {
    await looks();
  } else {
    await shows();
    await posts();
  }
  expect.equal(wide, [], 'screens that do not fit');
  expect.equal(errors, [], 'errors of scripts');
};
