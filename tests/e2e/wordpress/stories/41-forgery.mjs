export const title = 'Nobody is signed in or out by a page of a stranger';

export default async ({ alpha, bravo, id, arrives, expect }) => {
  const attacker = await alpha.person(`${id}-attacker`);
  const victim = await alpha.person(`${id}-victim`);

  // Login CSRF: the attacker's token in the victim's browser.
  const his = await arrives();
  await his.isIn(alpha, attacker);
  const form = await his.intercepts(bravo.at('wp-login.php?action=usersync&usersync=start&interactive=1&to=/'));
  const hers = await arrives();
  await hers.posts('https://evil.test', form);
  await hers.page.goto(bravo.at('?bed=who'));
  expect.equal(await hers.page.innerText('body'), 'nobody', 'who she is at bravo');
  await hers.posts(alpha.origin, form);
  await hers.page.goto(bravo.at('?bed=who'));
  expect.equal(await hers.page.innerText('body'), 'nobody', 'who she is at bravo, were the page of the hub');

  // Logout CSRF.
  await hers.isIn(alpha, victim);
  expect.equal(await hers.who(bravo), victim.login, 'who is signed in at bravo');
  await hers.posts('https://evil.test', { action: bravo.at('wp-login.php?action=logout'), fields: {} });
  await hers.posts('https://evil.test', { action: bravo.at('?rest_route=/usersync/v1/logout'), fields: { network: 'main', token: form.fields.token } });
  expect.equal(await hers.who(bravo), victim.login, 'who is signed in at bravo');
  expect.equal(await hers.who(alpha), victim.login, 'who is signed in at the hub');

  // A login token bent into a logout: her own, sent to the logout route.
  await hers.context.clearCookies({ domain: bravo.host });
  const own = await hers.intercepts(bravo.at('wp-login.php?action=usersync&usersync=start&interactive=1&to=/'));
  const answer = await fetch(bravo.at('?rest_route=/usersync/v1/logout'), { method: 'POST', body: new URLSearchParams({ network: 'main', token: own.fields.token }) });
  expect.equal(answer.status, 400, 'what the logout route answers to a login token');
  expect.equal(answer.headers.get('access-control-allow-origin'), null, 'who may read that answer');
  expect.equal(await hers.who(alpha), victim.login, 'who is signed in at the hub');
};
