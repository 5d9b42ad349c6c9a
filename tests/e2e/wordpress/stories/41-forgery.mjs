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
  // What a stranger's page can do without a form: images, frames, requests of its script, links that are followed.
  const steps = [
    ...['start', 'start&interactive=1', 'back', 'next', 'courier', 'courier&n=0', 'ask&network=main', 'callback&network=main', 'finish&network=main'].map((step) => `wp-login.php?action=usersync&usersync=${step}`),
    'wp-login.php?action=logout', `?rest_route=/usersync/v1/logout&network=main&token=${form.fields.token}`, 'wp-admin/admin-post.php?action=usersync&usersync=finish',
  ].flatMap((step) => [bravo.at(step), alpha.at(step)]);
  await hers.page.route('https://evil.test/page', (route) => route.fulfill({ status: 200, contentType: 'text/html', body: '<p>page' }));
  await hers.page.goto('https://evil.test/page');
  await hers.page.evaluate((urls) => Promise.all(urls.flatMap((url) => ['img', 'iframe'].map((kind) => new Promise((resolve) => {
    const element = document.createElement(kind);
    element.onload = element.onerror = resolve;
    element.src = url;
    document.body.append(element);
  }).then(() => fetch(url, { method: kind === 'img' ? 'GET' : 'POST', mode: 'no-cors', credentials: 'include' }).catch(() => {}))))), steps);
  for (const step of steps.filter((url) => !url.includes('interactive'))) await hers.page.goto(step).catch(() => {}); // a link, followed
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
