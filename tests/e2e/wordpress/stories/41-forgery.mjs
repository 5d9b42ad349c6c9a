export const title = 'A page of another origin cannot sign a user in or out';

export default async ({ alpha, bravo, id, newVisitor, expect }) => {
  const attacker = await alpha.person(`${id}-attacker`);
  const victim = await alpha.person(`${id}-victim`);

  // Login CSRF: the attacker's token in the victim's browser.
  const attackerBrowser = await newVisitor();
  await attackerBrowser.signsInDirectly(alpha, attacker);
  const form = await attackerBrowser.intercepts(bravo.at('wp-login.php?action=usersync&usersync=start&interactive=1&to=/'));
  const victimBrowser = await newVisitor();
  await victimBrowser.posts('https://evil.test', form);
  await victimBrowser.page.goto(bravo.at('?bed=who'));
  expect.equal(await victimBrowser.page.innerText('body'), 'nobody', 'who the victim is at bravo');
  await victimBrowser.posts(alpha.origin, form);
  await victimBrowser.page.goto(bravo.at('?bed=who'));
  expect.equal(await victimBrowser.page.innerText('body'), 'nobody', 'who the victim is at bravo after a form of the hub\'s origin');

  // Logout CSRF.
  await victimBrowser.signsInDirectly(alpha, victim);
  expect.equal(await victimBrowser.who(bravo), victim.login, 'who is signed in at bravo');
  await victimBrowser.posts('https://evil.test', { action: bravo.at('wp-login.php?action=logout'), fields: {} });
  await victimBrowser.posts('https://evil.test', { action: bravo.at('?rest_route=/usersync/v1/logout'), fields: { network: 'main', token: form.fields.token } });
  // What a page can do without a form: images, frames, requests of its script, links.
  const steps = [
    ...['start', 'start&interactive=1', 'back', 'next', 'courier', 'courier&n=0', 'ask&network=main', 'callback&network=main', 'finish&network=main'].map((step) => `wp-login.php?action=usersync&usersync=${step}`),
    'wp-login.php?action=logout', `?rest_route=/usersync/v1/logout&network=main&token=${form.fields.token}`, 'wp-admin/admin-post.php?action=usersync&usersync=finish',
  ].flatMap((step) => [bravo.at(step), alpha.at(step)]);
  await victimBrowser.page.route('https://evil.test/page', (route) => route.fulfill({ status: 200, contentType: 'text/html', body: '<p>page' }));
  await victimBrowser.page.goto('https://evil.test/page');
  await victimBrowser.page.evaluate((urls) => Promise.all(urls.flatMap((url) => ['img', 'iframe'].map((kind) => new Promise((resolve) => {
    const element = document.createElement(kind);
    element.onload = element.onerror = resolve;
    element.src = url;
    document.body.append(element);
  }).then(() => fetch(url, { method: kind === 'img' ? 'GET' : 'POST', mode: 'no-cors', credentials: 'include' }).catch(() => {}))))), steps);
  for (const step of steps.filter((url) => !url.includes('interactive'))) await victimBrowser.page.goto(step).catch(() => {}); // a link
  expect.equal(await victimBrowser.who(bravo), victim.login, 'who is signed in at bravo');
  expect.equal(await victimBrowser.who(alpha), victim.login, 'who is signed in at the hub');

  // A login token of the victim, sent to the logout route.
  await victimBrowser.context.clearCookies({ domain: bravo.host });
  const own = await victimBrowser.intercepts(bravo.at('wp-login.php?action=usersync&usersync=start&interactive=1&to=/'));
  const answer = await fetch(bravo.at('?rest_route=/usersync/v1/logout'), { method: 'POST', body: new URLSearchParams({ network: 'main', token: own.fields.token }) });
  expect.equal(answer.status, 400, 'status of the logout route for a login token');
  expect.equal(answer.headers.get('access-control-allow-origin'), null, 'who may read that response');
  expect.equal(await victimBrowser.who(alpha), victim.login, 'who is signed in at the hub');
};
