import path from 'node:path';

export const title = 'Administrators list and end all logins; users end their own';
export const alone = 'twins';  // its logouts reach echo, whose requests another story counts

export default async ({ delta, newVisitor, expect, id, cookies }) => {
  const person = await delta.person(id);
  const admin = await delta.person(`${id}boss`, { role: 'administrator' });
  const phone = await newVisitor({ userAgent: 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1' });
  const desk = await newVisitor({ userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0' });
  await phone.signsIn(delta, person);
  await desk.signsIn(delta, person);
  const office = await newVisitor();
  await office.signsIn(delta, admin);
  const shoot = async (name, width) => {
    await office.page.setViewportSize({ width, height: 900 });
    const wide = await office.page.evaluate(() => document.documentElement.scrollWidth);
    expect.isTrue(wide <= width, `${name} fits into ${width} pixels (it takes ${wide})`);
    await office.page.screenshot({ path: path.join(process.env.SHOTS, `${name}-${width}.png`), fullPage: true });
  };
  // The layout does not depend on third-party cookies.
  for (const [name, page] of cookies === 'blocked' ? [] : Object.entries({
    sessions: 'admin.php?page=usersync-sessions', email: 'admin.php?page=usersync-email', php: 'admin.php?page=usersync-php',
    users: 'users.php', profile: 'profile.php',
  })) {
    await office.opens(delta.at(`wp-admin/${page}`));
    for (const width of [390, 1280]) await shoot(name, width);
  }

  await office.opens(delta.at(`wp-admin/admin.php?page=usersync-sessions&user=${person.id}`));
  for (const width of cookies === 'blocked' ? [1280] : [390, 1280]) await shoot('history', width);
  const row = office.page.locator('.logins tr', { hasText: 'Safari on iPhone' });
  await row.hover();
  const loads = office.page.waitForEvent('load');
  await row.locator('text="End"').click();
  await loads;
  await expect.eventually(() => phone.who(delta), 'nobody', 'who is signed in on the phone');
  expect.equal(await desk.who(delta), person.login, 'the other login continues');
  expect.match(await office.page.textContent('.events'), /Login ended/, 'the history');

  await desk.opens(delta.at('wp-admin/profile.php'));
  await desk.page.click('text="End all, everywhere"');
  await expect.eventually(() => desk.who(delta), 'nobody', 'who is signed in at the desk');
};
