import path from 'node:path';

export const title = 'Two administrators pair their sites by a string and six digits, and logins travel';
export const alone = 'twins';

export default async ({ echo, romeo, id, arrives, cookies, expect }) => {
  const network = `pair-${cookies}`;
  const screen = 'wp-admin/admin.php?page=usersync';
  const there = await arrives();
  const here = await arrives();
  await here.isIn(echo, await echo.person(`${id}-a`, { role: 'administrator' }));
  await there.isIn(romeo, await romeo.person(`${id}-b`, { role: 'administrator' }));
  const shoot = async ({ page }, name) => {
    for (const width of cookies === 'blocked' ? [] : [390, 1280]) { // the looks do not depend on third-party cookies
      await page.setViewportSize({ width, height: 900 });
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      expect.truth(wide <= width, `${name} fits into ${width} pixels (it takes ${wide})`);
      await page.screenshot({ path: path.join(process.env.SHOTS, `${name}-${width}.png`), fullPage: true });
    }
  };
  await romeo.php('update_option("usersync_draft_peers", ["https://old.example/shop", $with["peer"]]); return true;', { peer: echo.url });
  try {
    await here.opens(echo.at(screen));
    await here.page.fill('#usersync-name', network);
    await here.clicks('button:has-text("Make it"), input[value="Make it"]', /page=usersync/);
    await here.clicks(`h2:text-is("${network}") ~ * button:has-text("Invite a site")`, /page=usersync/);
    const pairing = await here.page.inputValue('#usersync-pairing');
    await shoot(here, 'invited');

    await there.opens(romeo.at(screen));
    await there.page.fill('#usersync-string', pairing);
    await there.clicks('input[value="Join"], button:has-text("Join")', /page=usersync/);
    const digits = await there.page.textContent('.usersync-digits');
    await shoot(there, 'digits-joining');
    expect.match(digits, /^\d{3} \d{3}$/, 'the digits at the one who joins');
    await here.opens(echo.at(screen));
    expect.equal(await here.page.textContent('.usersync-digits'), digits, 'the digits at the one who invited');
    await shoot(here, 'digits-inviting');
    for (const one of [here, there]) await one.clicks('input[value="They are the same: pair"]', /page=usersync/);
    expect.match(await there.page.innerText('#wpbody-content'), /Seen from here:\s*up[^]*Seen from there:\s*up/, 'the test from both ends');
    await shoot(there, 'paired');

    const person = await echo.person(id);
    const visitor = await arrives();
    await visitor.isIn(echo, person);
    await romeo.php('UserSync\\Plugin\\Network\\HealthCheck::check_all(); return true;');
    expect.equal(await visitor.who(romeo), id, 'who is signed in at the other site');
    await there.opens(romeo.at(screen));
    expect.match(await there.page.innerText('.usersync-drafts'), /old\.example/, 'what another plugin knew');
    expect.truth(!(await there.page.innerText('.usersync-drafts')).includes(echo.host), 'who is paired waits no longer');
    await shoot(there, 'drafts');
    await there.clicks('.usersync-drafts button:has-text("Dismiss")', /page=usersync/);
    expect.equal(await there.page.locator('.usersync-drafts').count(), 0, 'nobody waits any more');
  } finally {
    for (const site of [echo, romeo]) await site.php('UserSync\\Plugin\\Network\\NetworkStore::remove($with["network"]); return true;', { network });
  }
};
