export const title = 'Two administrators pair their sites by a string and six digits, and logins travel';
export const alone = 'twins';

export default async ({ echo, romeo, id, arrives, cookies, expect }) => {
  const network = `pair-${cookies}`;
  const screen = 'wp-admin/admin.php?page=usersync';
  const there = await arrives();
  const here = await arrives();
  await here.isIn(echo, await echo.person(`${id}-a`, { role: 'administrator' }));
  await there.isIn(romeo, await romeo.person(`${id}-b`, { role: 'administrator' }));
  try {
    await here.opens(echo.at(screen));
    await here.page.fill('#usersync-name', network);
    await here.clicks('button:has-text("Make it"), input[value="Make it"]', /page=usersync/);
    await here.clicks(`h2:text-is("${network}") ~ * button:has-text("Invite a site")`, /page=usersync/);
    const pairing = await here.page.inputValue('#usersync-pairing');

    await there.opens(romeo.at(screen));
    await there.page.fill('#usersync-string', pairing);
    await there.clicks('input[value="Join"], button:has-text("Join")', /page=usersync/);
    const digits = await there.page.textContent('.usersync-digits');
    expect.match(digits, /^\d{3} \d{3}$/, 'the digits at the one who joins');
    await here.opens(echo.at(screen));
    expect.equal(await here.page.textContent('.usersync-digits'), digits, 'the digits at the one who invited');
    for (const one of [here, there]) await one.clicks('input[value="They are the same: pair"]', /page=usersync/);
    expect.match(await there.page.innerText('#wpbody-content'), /Seen from here:\s*up[^]*Seen from there:\s*up/, 'the test from both ends');

    const person = await echo.person(id);
    const visitor = await arrives();
    await visitor.isIn(echo, person);
    await romeo.php('UserSync\\Plugin\\Health::check_all(); return true;');
    expect.equal(await visitor.who(romeo), id, 'who is signed in at the other site');
  } finally {
    for (const site of [echo, romeo]) await site.php('UserSync\\Plugin\\Networks::remove($with["network"]); return true;', { network });
  }
};
