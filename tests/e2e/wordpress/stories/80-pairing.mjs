import path from 'node:path';

export const title = 'Two administrators pair their sites by a string and six digits, and the sites share logins';
export const alone = 'twins';

export default async ({ echo, romeo, id, newVisitor, cookies, expect }) => {
  const network = `pair-${cookies}`;
  const screen = 'wp-admin/admin.php?page=usersync';
  const there = await newVisitor();
  const here = await newVisitor();
  await here.signsInDirectly(echo, await echo.person(`${id}-a`, { role: 'administrator' }));
  await there.signsInDirectly(romeo, await romeo.person(`${id}-b`, { role: 'administrator' }));
  const shoot = async ({ page }, name) => {
    for (const width of cookies === 'blocked' ? [] : [390, 1280]) { // the layout does not depend on third-party cookies
      await page.setViewportSize({ width, height: 900 });
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      expect.isTrue(wide <= width, `${name} fits into ${width} pixels (it takes ${wide})`);
      await page.screenshot({ path: path.join(process.env.SHOTS, `${name}-${width}.png`), fullPage: true });
    }
  };
  await romeo.php('update_option("usersync_draft_peers", ["https://old.example/shop", $with["peer"]]); return true;', { peer: echo.url });
  try {
    await here.opens(echo.at(screen));
    await here.page.fill('#usersync-name', network);
    await here.clicks('form:has(#usersync-name) [type=submit]', /page=usersync/);
    await here.clicks(`h2:text-is("${network}") ~ * button:has-text("Invite a site")`, /page=usersync/);
    const pairing = await here.page.inputValue('#usersync-pairing');
    await shoot(here, 'invited');

    await there.opens(romeo.at(screen));
    await there.page.fill('#usersync-string', pairing);
    await there.clicks('input[value="Join"], button:has-text("Join")', /page=usersync/);
    const digits = await there.page.textContent('.usersync-digits');
    await shoot(there, 'digits-joining');
    expect.match(digits, /^\d{3} \d{3}$/, 'the digits at the joining site');
    await here.opens(echo.at(screen));
    expect.equal(await here.page.textContent('.usersync-digits'), digits, 'the digits at the inviting site');
    await shoot(here, 'digits-inviting');
    for (const one of [here, there]) await one.clicks('input[value="The digits match: pair"]', /page=usersync/);
    expect.match(await there.page.innerText('#wpbody-content'), /Connection from this site:\s*up[^]*Connection to this site:\s*up/, 'the test in both directions');
    await shoot(there, 'paired');

    const person = await echo.person(id);
    const visitor = await newVisitor();
    await visitor.signsInDirectly(echo, person);
    await romeo.php('UserSync\\Plugin\\Network\\HealthCheck::check_all(); return true;');
    expect.equal(await visitor.who(romeo), id, 'who is signed in at the other site');
    await there.opens(romeo.at(screen));
    expect.match(await there.page.innerText('.usersync-drafts'), /old\.example/, 'the draft of another plugin');
    expect.isTrue(!(await there.page.innerText('.usersync-drafts')).includes(echo.host), 'a paired site is not listed');
    await shoot(there, 'drafts');
    await there.clicks('.usersync-drafts button:has-text("Dismiss")', /page=usersync/);
    expect.equal(await there.page.locator('.usersync-drafts').count(), 0, 'the list is empty');
  } finally {
    for (const site of [echo, romeo]) await site.php('UserSync\\Plugin\\Network\\NetworkStore::remove($with["network"]); return true;', { network });
  }
};
