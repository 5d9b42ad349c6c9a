export const title = 'Pages are identical for all anonymous visitors, so they can be cached; robots, feeds, REST and cron are not affected';

export default async ({ alpha, bravo, id, newVisitor, expect }) => {
  const get = async (url, agent = 'Mozilla/5.0 story') => {
    const answer = await fetch(url, { redirect: 'manual', headers: { 'User-Agent': agent } });
    return { status: answer.status, cookies: [answer.headers.get('set-cookie')].filter(Boolean), cache: answer.headers.get('cache-control'), vary: answer.headers.get('vary') ?? '', text: await answer.text() };
  };
  const [one, two] = [await get(bravo.at()), await get(bravo.at())];
  expect.equal(one.text, two.text, 'the page for two anonymous visitors');
  expect.equal([one.status, one.cookies, one.cache], [200, [], null], 'status, cookies and cache headers of the page');
  expect.isTrue(!/cookie/i.test(one.vary), `it varies by ${one.vary}`);
  expect.isTrue(one.text.includes('usersync-probe'), 'it carries the script');
  for (const url of [bravo.at('feed/'), bravo.at('wp-json/'), bravo.at('?rest_route=/wp/v2/posts'), bravo.at('wp-cron.php'), bravo.at('robots.txt'), bravo.at('wp-sitemap.xml')]) {
    const answer = await get(url);
    expect.equal([answer.status, answer.cookies, answer.text.includes('usersync-probe')], [200, [], false], `response of ${url}`);
  }
  const robot = await get(bravo.at('wp-login.php?action=usersync&usersync=start&to=/'), 'Googlebot/2.1 (+http://www.google.com/bot.html)');
  expect.isTrue(robot.status === 303, 'a robot that follows the script is redirected back');
  expect.equal((await get(alpha.at())).text.includes('usersync-probe'), false, 'the hub\'s page has no script');

  // A page cached for a cookie could be shown after the login ended at another site.
  expect.equal((await get(bravo.at('?bed=cache'))).text, 'cacheable', 'the page of an anonymous visitor');
  const visitor = await newVisitor();
  await visitor.signsInDirectly(bravo, await bravo.person(id));
  await visitor.page.goto(bravo.at('?bed=cache'));
  expect.equal(await visitor.page.innerText('body'), 'not cacheable', 'the page of a signed-in user');
};
